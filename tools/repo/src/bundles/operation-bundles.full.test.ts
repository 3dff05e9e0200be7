import { expect, it } from 'vitest';
import { filesOfEach } from './files-of-each.ts';

const programOf = (name: string): string => `import { ${name} } from '@thalweg/graph'; console.log(${name});`;

/** The files of operations and of what they are made of. */
function ofOperations(files: readonly string[]): string[] {
  return files.filter(file => /graph\/src\/(operations|views|scan|derivatives)\//.test(file));
}

it('a bundle of constant, which every program has that makes a node, has no operation', async () => {
  const [engine, one] = (await filesOfEach(['constant', 'sin'].map(programOf))) as [string[], string[]];
  expect(engine.length).toBeGreaterThan(10);
  expect(ofOperations(engine)).toEqual([]);
  // Control: an operation is found.
  expect(ofOperations(one)).toContain('packages/graph/src/operations/sin.ts');
});
