import { constant, mul, parameter, read, sum, type Node } from '@thalweg/graph';
import type { Nested } from '@thalweg/tensor';
import { pipe } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { projectOnto, sgd, type ConvexSet, updatesOf } from '../index.ts';
import { descend } from '../testing/descent.ts';

type Precision = 'float32' | 'float64';

/** Where a step from 0 that would lead to a point leads instead. */
function nearest<P extends Nested>(set: ConvexSet, point: P, dtype: Precision = 'float64'): P {
  const aim = constant(point as number[][], { dtype }) as Node;
  const theta = mul(0, aim) as Node;
  const at = parameter(read(theta).toArray() as number[][], { dtype }) as Node;
  const descent = descend(sum(mul(-1, mul(at, aim))), pipe(sgd({ learningRate: 1 }), projectOnto(set)));
  descent.step();
  descent.close();
  return read(at).toArray() as P;
}

const points = [[0.2, 0.3, 0.5], [3, 1, 2], [-1, -2, -3], [0.9, 0.8, -4], [0, 0, 0], [1e6, 1, 0], [0.4, 0.4, 0.4]]; // prettier-ignore

describe('projectOnto', () => {
  it('holds every element in a box', () => {
    expect(nearest({ box: [-1, 2] }, [-3, 0.5, 7])).toEqual([-1, 0.5, 2]);
    expect(nearest({ box: [0, Infinity] }, [-3, 0.5, 7])).toEqual([0, 0.5, 7]);
    expect(nearest({ box: [3, 3] }, [-3, 0.5, 7])).toEqual([3, 3, 3]);
  });

  it('holds the norm in a ball, along the same ray', () => {
    expect(nearest({ ball: 10 }, [3, 4])).toEqual([3, 4]);
    const [x, y] = nearest({ ball: 1 }, [3, 4]);
    expect(x).toBeCloseTo(0.6, 12);
    expect(y).toBeCloseTo(0.8, 12);
    expect(nearest({ ball: 0 }, [3, 4])).toEqual([0, 0]);
    expect(nearest({ ball: 5 }, [0, 0])).toEqual([0, 0]);
  });

  // A point of a convex set is nearest if and only if no corner of the set is on the far side of it.
  it.each(points)('finds the point of the simplex that is nearest to %d, %d, %d', (...point) => {
    for (const [dtype, bound] of [['float64', 1e-12], ['float32', 1e-6]] as const) {
      const found = nearest('simplex', point, dtype);
      expect(found.every(x => x >= 0)).toBe(true);
      expect(Math.abs(found.reduce((total, x) => total + x, 0) - 1)).toBeLessThan(bound);
      for (const corner of [0, 1, 2]) {
        const beyond = point.map((x, i) => (x - found[i]!) * ((i === corner ? 1 : 0) - found[i]!));
        expect(beyond.reduce((total, x) => total + x, 0)).toBeLessThan(bound * Math.max(1, ...point));
      }
    }
  }); // prettier-ignore

  it('projects every row of a matrix on its own', () => {
    expect(nearest('simplex', [[2, 0], [0, 0], [-7, -9]])).toEqual([[1, 0], [0.5, 0.5], [1, 0]]); // prettier-ignore
  });

  it('starts from wherever the parameter is', () => {
    const theta = parameter([5, -5], { dtype: 'float64' });
    const descent = descend(sum(theta), pipe(sgd({ learningRate: 1 }), projectOnto({ box: [-1, 1] })));
    descent.step();
    expect(read(theta).toArray()).toEqual([1, -1]);
    descent.step();
    expect(read(theta).toArray()).toEqual([0, -1]);
    descent.close();
  });

  it('has no simplex for a scalar', () => {
    expect(() => projectOnto('simplex')(updatesOf(parameter(1)))).toThrow(
      'simplex: a parameter must have an axis, got',
    );
  });
});
