import { gradientCheck, input, mul, parameter, parametersOf, read, sum, type Node } from '@thalweg/graph';
import { tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { groupNorm, layerNorm } from '../index.ts';
import { handNormalized, uneven } from '../testing/hand-normalized.ts';

const of = (shape: readonly number[]): Node =>
  parameter(tensor(uneven(shape.reduce((a, b) => a * b, 1)), { shape, dtype: 'float64' }), { name: 'x' }) as Node;

describe('groupNorm', () => {
  it('normalizes the channels of a group of an example together', () => {
    const y = groupNorm(2, { epsilon: 0.01 })(of([2, 3, 4]));
    parametersOf(y).forEach(one => one.name !== 'x' && one.set(one.name.endsWith('scale') ? [1, 2, 3, 4] : [5, 6, 7, 8])); // prettier-ignore
    const found = read(y).data;
    for (let example = 0; example < 2; example++)
      for (let group = 0; group < 2; group++) {
        const places = Array.from({ length: 24 }, (_, i) => i).filter(
          i => Math.floor(i / 12) === example && Math.floor((i % 4) / 2) === group,
        );
        const all = uneven(24);
        const normal = handNormalized(places.map(i => all[i]!), 0.01); // prettier-ignore
        places.forEach((at, i) => expect(found[at]).toBeCloseTo(normal[i]! * ((at % 4) + 1) + (at % 4) + 5, 12));
      }
  });

  it('with one group and no axes between is layerNorm', () => {
    const x = of([3, 6]);
    const [ours, other] = [groupNorm(1)(x), layerNorm()(x)].map(node => read(node).data);
    ours!.forEach((value, i) => expect(value).toBeCloseTo(other![i]!, 12));
  });

  it('has the slopes of differences', () => {
    const y = groupNorm(2)(of([2, 2, 2, 4]));
    for (const one of parametersOf(y)) if (one.name !== 'x') one.set([0.5, 1.5, -2, 1]);
    expect(gradientCheck(sum(mul(y, mul(y, y))) as Node<readonly []>).passed).toBe(true);
  });

  it('owns a scale and an offset, which it shares when it is applied again', () => {
    const layer = groupNorm(2);
    const x = input('x', ['batch', 3, 4]) as Node;
    const names = parametersOf(layer(layer(x))).map(({ name }) => name);
    expect(names.sort()).toEqual(['groupNorm1/offset', 'groupNorm1/scale']);
  });

  it('refuses channels that the groups do not divide, and options that make no sense', () => {
    expect(() => groupNorm(3)(input('x', ['batch', 4]) as Node)).toThrow(
      'groupNorm: 3 groups must divide the channels, got [batch, 4]. Choose another number.',
    );
    for (const groups of [0, 1.5, NaN])
      expect(() => groupNorm(groups)).toThrow(
        `groupNorm: groups must be a positive whole number, got ${groups}. Try 8.`,
      );
    expect(() => groupNorm(2, { epsilon: -1 })).toThrow('groupNorm: epsilon must be');
  });
});
