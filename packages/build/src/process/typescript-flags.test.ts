import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { typescriptFlags } from './precompile-in-process.ts';

const here = fileURLToPath(import.meta.url);
const strips = Boolean((process.features as { readonly typescript?: unknown }).typescript);

it('JavaScript needs no flags, nor does TypeScript with a loader', () => {
  expect(typescriptFlags(here.replace(/\.ts$/, '.mjs'), [])).toEqual([]);
  expect(typescriptFlags(here, ['--import', 'tsx'])).toEqual([]);
});

it('TypeScript gets the loader of its project, unless Node strips types', () => {
  const flags = typescriptFlags(here, []);
  if (strips) expect(flags).toEqual([]);
  else expect(flags).toEqual(['--import', expect.stringMatching(/^file:.*node_modules\/tsx\//)]);
  expect(typescriptFlags(join(tmpdir(), 'net.ts'), [])).toEqual([]);
});
