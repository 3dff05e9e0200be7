import { readFileSync } from 'node:fs';
import * as optim from '@thalweg/optim';
import { beforeAll, describe, expect, it } from 'vitest';
import { namesOfEach } from './bundle.ts';
import { namesBehind } from './names-behind.ts';
import { root } from '../root.ts';

const names = Object.keys(optim);
const behind = namesBehind('optim');

/** The optimizers by the README's table; the other exports are transforms and schedules. */
const rows = readFileSync(`${root}packages/optim/README.md`, 'utf8').matchAll(/^\| (.*?) \|.*\| optimizer \|$/gm);
const optimizers = [...rows].flatMap(([, cell]) => cell!.match(/(?<=`)(?!scaleBy)[a-z]\w*/g) ?? []);

/** The optimizers that are made of others. */
const madeOf: Readonly<Record<string, readonly string[]>> = { adamw: ['adam'], lamb: ['adam'] };

const programOf = (...imported: string[]): string =>
  `import { ${imported.join(', ')} } from '@thalweg/optim'; console.log(${imported.join(', ')});`;

/** The optimizers among these names that `name` is neither itself, nor the direction of, nor made of. */
function othersIn(found: readonly string[], name: string): string[] {
  const own = name.replace(/^scaleBy([A-Z])/, (_, first: string) => first.toLowerCase());
  const allowed = [own, ...(madeOf[own] ?? [])];
  return optimizers.filter(one => !allowed.includes(one) && found.includes(`optim:${one}`));
}

let bundles: Readonly<Record<string, readonly string[]>>;
beforeAll(async () => {
  const all = await namesOfEach(
    names.map(name => programOf(name)),
    { only: '@thalweg/optim' },
  );
  bundles = Object.fromEntries(names.map((name, i) => [name, all[i]!]));
}, 60_000);

it.each(names)('a bundle of %s has all names that its definition leads to, and no other', name => {
  expect(bundles[name]).toEqual(behind(name));
});

it.each(names)('a bundle of %s has no optimizer that it is not made of', name => {
  expect(othersIn(bundles[name]!, name)).toEqual([]);
});

describe('what a bundle is held to', () => {
  it('knows the optimizers, and has each of them in its own bundle', () => {
    expect(optimizers).toEqual(
      expect.arrayContaining(['sgd', 'momentum', 'nesterov', 'adam', 'adamw', 'lamb', 'rprop']),
    );
    for (const name of optimizers) expect(bundles[name], name).toContain(`optim:${name}`);
    for (const part of ['adam', 'adamw', 'lamb']) expect(bundles[part]).toContain('optim:byMoments');
  });

  it('leaves out what is imported for its type, and what a file defines besides', () => {
    const rate = ['castOnce', 'checkRange', 'hyperparameter', 'scaleByLearningRate', 'sgd'];
    expect(behind('sgd')).toEqual(expect.arrayContaining(rate.map(name => `optim:${name}`)));
    expect(behind('sgd').filter(name => /memory|updates|moments/i.test(name))).toEqual([]);
    // Its options extend those of adam.ts.
    expect(othersIn(behind('adamax'), 'adamax')).toEqual([]);
    expect(behind('scaleByAdam')).not.toContain('optim:adam');
    expect(bundles['scaleByAdam']).not.toContain('optim:adam');
  });

  it('finds an optimizer too many, and a name too few', async () => {
    const programs = [programOf('lamb', 'rprop'), programOf('scaleByAdagrad')];
    const [tooMany, tooFew] = (await namesOfEach(programs, { only: '@thalweg/optim' })) as [string[], string[]];
    expect(tooMany.filter(name => !behind('lamb').includes(name))).toContain('optim:rprop');
    expect(othersIn(tooMany, 'lamb')).toEqual(['rprop']);
    expect(othersIn(tooMany, 'rprop')).toEqual(['lamb']);
    expect(behind('adagrad').filter(name => !tooFew.includes(name))).toContain('optim:scaleByLearningRate');
  });
});
