import { Code } from '../assembler/code.ts';
import type { Precompiled } from '../precompile/precompile.ts';
import { SECTION, type Manifest } from '../precompiled/manifest.ts';

/** A file whose manifest was edited: its code is the same. */
export function withManifest({ bytes, manifest }: Precompiled, edit: (manifest: Manifest) => unknown): Precompiled {
  const code = bytes.subarray(0, bytes.length - sectionOf(manifest).length);
  const edited = edit(manifest);
  return { bytes: Uint8Array.from([...code, ...sectionOf(edited)]), manifest: edited as Manifest };
}

function sectionOf(manifest: unknown): Uint8Array {
  const content = new Code().text(SECTION).append(new TextEncoder().encode(JSON.stringify(manifest))).bytes;
  return Uint8Array.from([...new Code().byte(0).unsigned(content.length).bytes, ...content]);
}
