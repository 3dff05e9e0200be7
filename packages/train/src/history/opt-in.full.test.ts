import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

// In a process of its own: what enables patches does so for the whole process.
it('immer knows patches from the first replay on, not because the package was imported', () => {
  const program = fileURLToPath(new URL('../testing/patches-known.ts', import.meta.url));
  const launcher = fileURLToPath(new URL('../../../../tools/bundle/bundle.mjs', import.meta.url));
  const options = [launcher, 'start', program];
  const { imported, replayed } = JSON.parse(execFileSync(process.execPath, options, { encoding: 'utf8' })) as {
    readonly imported: readonly unknown[];
    readonly replayed: readonly unknown[];
  };
  expect(imported).toEqual([
    'function',
    'function',
    expect.stringContaining("plugin for 'Patches' has not been loaded"),
  ]);
  expect(replayed).toEqual([{ a: 2 }, 1]);
});
