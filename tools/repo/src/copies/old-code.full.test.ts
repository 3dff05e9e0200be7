import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyWorkspace, type WorkspaceCopy } from './workspace-copy.ts';

let copy: WorkspaceCopy;
beforeAll(async () => void (copy = await copyWorkspace({ installs: false })));
afterAll(() => copy?.remove());

it('a program runs the packages as their sources are now, not as they were built', async () => {
  const run = async (): Promise<string> =>
    (await copy.run('node', 'tools/bundle/bundle.mjs', 'start', 'try.ts')).trim();
  await writeFile(`${copy.path}try.ts`, `import { tensor } from '@thalweg/tensor'; console.log(String(tensor(1)));`);
  expect(await run()).toBe('float32 [] 1');
  const path = `${copy.path}packages/tensor/src/tensors/tensor.ts`;
  const source = await readFile(path, 'utf8');
  await writeFile(
    path,
    `${source}\n`.replace(/function printTensor[^]*?\{\n/, text => `${text}  return 'changed';\n`),
  );
  expect(await run()).toBe('changed');
  await writeFile(path, source);
  expect(await run()).toBe('float32 [] 1');
});
