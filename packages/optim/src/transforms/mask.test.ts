import { add, mul, parameter, read, sum, type Node, type Parameter } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { clipByGlobalNorm, mask, scale, trace, type ParameterFilter, type Transform } from '../index.ts';
import { descend, type Descent } from '../testing/descent.ts';

const names = ['dense1/weight', 'dense1/bias', 'dense2/weight', 'w.b'];

/** A descent on a slope of 3 for each of the parameters. */
function descentBehind(transform: Transform): { descent: Descent; moved: () => number[] } {
  const parameters = names.map(name => parameter(0, { name, dtype: 'float64' }) as Node);
  const loss = parameters.map(one => mul(-3, sum(one)) as Node).reduce((total, term) => add(total, term));
  return { descent: descend(loss, transform), moved: () => parameters.map(one => read(one).item()) };
}

/** How far a step goes behind a transform. */
function strides(transform: Transform): number[] {
  const { descent, moved } = descentBehind(transform);
  descent.step();
  descent.close();
  return moved();
}

describe('mask', () => {
  it.each<[how: string, names: ParameterFilter, strides: number[]]>([
    ['a whole name', 'dense1/bias', [3, 6, 3, 3]],
    ['any characters for a *', 'dense*/weight', [6, 3, 6, 3]],
    ['all for a * alone', '*', [6, 6, 6, 6]],
    ['a dot for a dot', 'w.*', [3, 3, 3, 6]],
    ['a part for a RegExp', /1\/./, [6, 6, 3, 3]],
    ['the same for a RegExp that remembers where it was', /dense/g, [6, 6, 6, 3]],
    ['a predicate', ({ name }: Parameter) => name.length > 11, [6, 3, 6, 3]],
  ])('means %s', (_, selection, wanted) => {
    expect(strides(mask(scale(2), selection))).toEqual(wanted);
  });

  it('means no part of a name', () => {
    expect(() => strides(mask(scale(2), '*dense1'))).toThrow("got '*dense1'. Did you mean 'dense1/bias'?");
  });

  it('shows the transform no gradient but theirs: two of norm 3√2', () => {
    const [a, b, c, d] = strides(mask(clipByGlobalNorm(3), '*/weight'));
    expect(a).toBeCloseTo(3 / Math.SQRT2, 12);
    expect([b, c, d]).toEqual([3, a, 3]);
  });

  it('remembers nothing for the others', () => {
    const { descent, moved } = descentBehind(mask(trace({ decay: 0.5 }), '*/bias'));
    descent.step(2);
    descent.close();
    expect(moved()).toEqual([6, 7.5, 6, 6]);
    const memories = descent.wires.map(({ name }) => name).filter(name => name.startsWith('trace.v'));
    expect([...new Set(memories)]).toEqual(['trace.v(dense1/bias)']);
  });
});
