import { Code } from '../assembler/code.ts';
import type { Precompiled } from '../precompile/precompile.ts';
import { sealOf, SECTION, type Manifest } from '../precompiled/manifest.ts';

/** A file whose manifest was edited and sealed again: its code is the same. */
export function withManifest({ bytes, manifest }: Precompiled, edit: (manifest: Manifest) => unknown): Precompiled {
  const code = bytes.subarray(0, bytes.length - sectionOf(manifest).length);
  const edited = edit(manifest) as Manifest;
  if (typeof edited === 'object') return withSection(code, { ...edited, seal: sealOf(edited) });
  return withSection(code, edited);
}

/** A file whose manifest was edited, with its old seal. */
export function withDamage({ bytes, manifest }: Precompiled, edit: (manifest: Manifest) => Manifest): Precompiled {
  return withSection(bytes.subarray(0, bytes.length - sectionOf(manifest).length), edit(manifest));
}

function withSection(code: Uint8Array, edited: Manifest): Precompiled {
  return { bytes: Uint8Array.from([...code, ...sectionOf(edited)]), manifest: edited };
}

function sectionOf(manifest: unknown): Uint8Array {
  const content = new Code().text(SECTION).append(new TextEncoder().encode(JSON.stringify(manifest))).bytes;
  return Uint8Array.from([...new Code().byte(0).unsigned(content.length).bytes, ...content]);
}
