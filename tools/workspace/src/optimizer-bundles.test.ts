import { readFileSync } from 'node:fs';
import * as optim from '@thalweg/optim';
import { beforeAll, describe, expect, it } from 'vitest';
import { filesOfEach } from './bundle.ts';
import { filesBehind } from './files-behind.ts';
import { root } from './root.ts';

const folder = 'packages/optim/src/';
const names = Object.keys(optim);
const behind = filesBehind(`${folder}index.ts`);

/** The optimizers by the README's table, each in a file of its name. The other exports are transforms and schedules. */
const rows = readFileSync(`${root}packages/optim/README.md`, 'utf8').matchAll(/^\| (.*?) \|.*\| optimizer \|$/gm);
const optimizers = [...rows].flatMap(([, cell]) => cell!.match(/(?<=`)(?!scaleBy)[a-z]\w*/g) ?? []);

/** The optimizers that are made of others. */
const madeOf: Readonly<Record<string, readonly string[]>> = { adamw: ['adam'], lamb: ['adam'] };

const programOf = (...imported: string[]): string =>
  `import { ${imported.join(', ')} } from '@thalweg/optim'; console.log(${imported.join(', ')});`;

/** The file of an optimizer. */
const fileOf = (name: string): string => `${folder}optimizers/${name}.ts`;

/** The optimizers among these files that `name` is neither itself, nor the direction of, nor made of. */
function othersIn(files: readonly string[], name: string): string[] {
  const own = name.replace(/^scaleBy([A-Z])/, (_, first: string) => first.toLowerCase());
  const allowed = [own, ...(madeOf[own] ?? [])];
  return optimizers.filter(one => !allowed.includes(one) && files.includes(fileOf(one)));
}

async function bundled(programs: readonly string[]): Promise<string[][]> {
  const bundles = await filesOfEach(programs);
  return bundles.map(files => files.filter(file => file.startsWith(folder)).sort());
}

let bundles: Readonly<Record<string, readonly string[]>>;
beforeAll(async () => {
  const all = await bundled(names.map(name => programOf(name)));
  bundles = Object.fromEntries(names.map((name, i) => [name, all[i]!]));
}, 60_000);

describe('a bundle of one export of optim', () => {
  it.each(names)('%s has the files that its definition leads to, and no other', name => {
    expect(bundles[name]).toEqual(behind(name));
  });

  it.each(names)('%s has no optimizer that it is not made of', name => {
    expect(othersIn(bundles[name]!, name)).toEqual([]);
  });
});

describe('what a bundle is held to', () => {
  it('knows the optimizers by the file of their name, and has each of them in its own bundle', () => {
    expect(optimizers).toEqual(
      expect.arrayContaining(['sgd', 'momentum', 'nesterov', 'adam', 'adamw', 'lamb', 'rprop']),
    );
    for (const name of optimizers) expect(bundles[name], name).toContain(fileOf(name));
    for (const [name, parts] of Object.entries(madeOf))
      for (const part of parts) expect(bundles[name]).toContain(fileOf(part));
  });

  it('leaves out what is imported for its type, and what a file defines besides', () => {
    const filesOf = (...files: string[]): string[] => files.map(file => `${folder}${file}.ts`);
    expect(behind('sgd')).toEqual(
      filesOf(
        'internal/cast-once',
        'internal/check-range',
        'internal/hyperparameter',
        'optimizers/sgd',
        'transforms/scale-by-learning-rate',
      ),
    );
    // Its options extend those of adam.ts.
    expect(behind('adamax')).not.toContain(fileOf('adam'));
    // The rate of `adam` is a factor of its own direction, in the same file.
    const moments = ['hyperparameter', 'running-mean', 'running-product'];
    const inner = ['cast-once', 'check-range', 'corrected-direction', ...moments].map(name => `internal/${name}`);
    const direction = [...inner, 'memory', 'optimizers/adam'];
    expect(behind('scaleByAdam')).toEqual(filesOf(...direction));
    expect(behind('adam')).toEqual(filesOf(...direction));
  });

  it('finds an optimizer too many, and a file too few', async () => {
    const [tooMany, tooFew] = (await bundled([programOf('lamb', 'rprop'), programOf('scaleByAdagrad')])) as [
      string[],
      string[],
    ];
    expect(tooMany.filter(file => !behind('lamb').includes(file))).toEqual([fileOf('rprop')]);
    expect(othersIn(tooMany, 'lamb')).toEqual(['rprop']);
    expect(othersIn(tooMany, 'rprop')).toEqual(['adam', 'lamb']);
    const rate = ['internal/cast-once', 'internal/hyperparameter', 'transforms/scale-by-learning-rate'];
    expect(behind('adagrad').filter(file => !tooFew.includes(file))).toEqual(rate.map(file => `${folder}${file}.ts`));
  });
});
