import { add, constant, input, read, registersOf, type Node, type Register } from '@thalweg/graph';
import { parametersOf } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import {
  batchNorm,
  dense,
  dropout,
  gru,
  layerNorm,
  named,
  relu,
  residual,
  sequential,
  transformerBlock,
} from '../index.ts';

const namesOf = (...nodes: Node[]): string[] =>
  registersOf(...nodes)
    .map(({ name }) => name)
    .sort();
const valuesOf = (node: Node): Record<string, unknown> =>
  Object.fromEntries(parametersOf(node).map(one => [one.name, read(one as Register).toArray()]));
const ranker = () => named('ranker', dense(4), relu(), dense(2));

describe('named', () => {
  it('gives names and first weights that depend on the scope and the place in it alone', () => {
    const alone = input('image', ['batch', 3]).pipe(ranker());
    expect(Object.keys(valuesOf(alone)).sort()).toEqual(
      ['dense1/bias', 'dense1/weight', 'dense2/bias', 'dense2/weight'].map(name => `ranker/${name}`),
    );

    const x = input('x', ['batch', 3]);
    const first = x.pipe(dense(5), relu(), dense(5));
    const later = x.pipe(ranker());
    expect(valuesOf(later)).toEqual(valuesOf(alone));
    const both = add(input('y', ['batch', 3]), x).pipe(dense(3), ranker());
    expect(valuesOf(both)).toMatchObject(valuesOf(alone));
    expect(namesOf(first)).toEqual(['dense1/bias', 'dense1/weight', 'dense2/bias', 'dense2/weight']);
  });

  it('leaves the default names as they are', () => {
    const x = input('x', ['batch', 3]);
    const [a, , b] = [x.pipe(dense(3)), x.pipe(ranker()), x.pipe(dense(3))];
    expect([namesOf(a), namesOf(b)].flat()).toEqual(['dense1/bias', 'dense1/weight', 'dense2/bias', 'dense2/weight']);
    const without = input('x', ['batch', 3]);
    const [c, d] = [without.pipe(dense(3)), without.pipe(dense(3))];
    expect([valuesOf(a), valuesOf(b)]).toEqual([valuesOf(c), valuesOf(d)]);
  });

  it('makes other first weights of other names', () => {
    const x = input('x', ['batch', 3]);
    const [a, b] = ['a', 'b'].map(name => Object.values(valuesOf(x.pipe(named(name, dense(4))))));
    expect(a).not.toEqual(b);
  });

  it('shares its parameters when it is applied again', () => {
    const layer = ranker();
    const [x, y] = [input('x', ['batch', 3]), input('y', ['batch', 3])];
    expect(registersOf(x.pipe(layer), y.pipe(layer))).toHaveLength(4);
  });

  it('nests, keeps chosen names, and numbers those that were chosen twice', () => {
    const x = input('x', ['batch', 3]);
    const y = x.pipe(
      named('net', dense(3, { name: 'in' }), named('body', residual(sequential(dense(3), relu(), dense(3)))), dense(3, { name: 'in' })),
    );
    expect(namesOf(y).filter(name => name.endsWith('weight'))).toEqual([
      'net/body/dense1/weight',
      'net/body/dense2/weight',
      'net/in/weight',
      'net/in2/weight',
    ]);
  }); // prettier-ignore

  it('names the parts of layers that are made of layers once', () => {
    const x = input('x', ['batch', 5, 8]);
    const y = x.pipe(named('text', transformerBlock(2), gru(4), layerNorm(), batchNorm(), dropout(0.5)));
    const names = namesOf(y);
    expect(names.every(name => name.startsWith('text/') && name.lastIndexOf('text/') === 0)).toBe(true);
    expect(names.filter(name => name.includes('query/weight'))).toEqual([
      'text/transformerBlock1.attention/query/weight',
    ]);
    expect(names).toContain('text/dropout1/counter');
  });

  it('names what a function of your own builds, and counts on when it builds more', () => {
    const x = input('x', ['batch', 3]);
    const twice = named('own', (node: Node<readonly ['batch', 3]>) => add(node.pipe(dense(2)), node.pipe(dense(2))));
    expect(namesOf(x.pipe(twice)).filter(name => name.endsWith('bias'))).toEqual(['own/dense1/bias', 'own/dense2/bias']);
    expect(namesOf(x.pipe(twice)).filter(name => name.endsWith('bias'))).toEqual(['own/dense3/bias', 'own/dense4/bias']);
  }); // prettier-ignore

  it('keeps its scope when another circuit joins on the way, and ends it after an error', () => {
    const [x, other] = [input('x', ['batch', 3]), input('other', ['batch', 3]).pipe(dense(3), dense(3))];
    const joined = x.pipe(named('joined', y => add(y, other), dense(2)));
    expect(namesOf(joined).at(-1)).toBe('joined/dense1/weight');
    const failing = named('failing', () => {
      throw new Error('no layer');
    });
    expect(() => failing(x as never)).toThrow('no layer');
    expect(namesOf(x.pipe(dense(2))).at(-1)).toMatch(/^dense/);
  });

  it('refuses a name that is none, what is no layer, and constants', () => {
    expect(() => named('', dense(3))).toThrow("named: the name must be a text, got ''");
    expect(() => named('a', 3 as never)).toThrow('each layer');
    expect(() => constant([[1, 2]]).pipe(named('a', dense(3)))).toThrow('constants alone');
  });
});
