import * as graph from '@thalweg/graph';
import { beforeAll, describe, expect, it } from 'vitest';
import { filesOfEach } from './bundle.ts';
import { filesBehind } from './files-behind.ts';

const folder = 'packages/graph/src/';
const behind = filesBehind(`${folder}index.ts`);
const names = Object.keys(graph).filter(name => /^[a-z]/.test(name));

/** What every program has that makes a node. */
const ENGINE = ['constant'];

/** The files of operations and of what they are made of. The engine itself is in every bundle. */
function ofOperations(files: readonly string[]): string[] {
  return files.filter(file => /graph\/src\/(operations|compositions|convolution|scan)\//.test(file)).sort();
}

const programOf = (...imported: readonly string[]): string =>
  `import { ${imported.join(', ')} } from '@thalweg/graph'; console.log(${imported.join(', ')});`;

let bundles: Readonly<Record<string, readonly string[]>>;
let engine: readonly string[];
beforeAll(async () => {
  const [first, ...all] = (await filesOfEach([programOf(...ENGINE), ...names.map(name => programOf(name))])).map(ofOperations); // prettier-ignore
  engine = first!;
  bundles = Object.fromEntries(names.map((name, i) => [name, all[i]!]));
}, 180_000);

describe('a bundle of one export of graph', () => {
  it('of the engine has no operation', () => expect(engine).toEqual([]));

  it.each(names)('%s has no operation that its definition does not lead to', name => {
    const own = ofOperations(behind(name));
    expect(bundles[name]!.filter(file => !own.includes(file))).toEqual([]);
  });

  it('control: an operation too many is found', async () => {
    const [both] = (await filesOfEach([programOf('neg', 'sin')])).map(ofOperations);
    const own = ofOperations(behind('neg'));
    expect(both!.filter(file => !own.includes(file))).toContain(`${folder}operations/sin.ts`);
  });
});
