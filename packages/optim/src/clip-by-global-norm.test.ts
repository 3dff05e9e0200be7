import { add, constant, mul, parameter, read, sum, type Node } from '@thalweg/graph';
import { tensor } from '@thalweg/tensor';
import { BehaviorSubject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { clipByGlobalNorm, type Hyperparameter } from './index.ts';
import { descend } from './testing/descent.ts';

/** What clipping makes of the gradients of several parameters. */
function clipped(
  limit: Hyperparameter,
  gradients: readonly (readonly number[])[],
  dtype: 'float32' | 'float64' = 'float64',
): number[][] {
  const parameters = gradients.map(values => parameter(new Array(values.length).fill(0), { dtype }) as Node);
  const terms = parameters.map((one, i) => sum(mul(one, fixed(gradients[i]!, dtype))) as Node);
  const descent = descend(
    terms.reduce((total, term) => add(total, term)),
    clipByGlobalNorm(limit),
  );
  descent.step();
  descent.close();
  return parameters.map(one => (read(one).toArray() as number[]).map(value => 0 - value));
}

function fixed(values: readonly number[], dtype: 'float32' | 'float64'): Node {
  return constant(tensor([...values], { dtype })) as Node;
}

describe('clipByGlobalNorm', () => {
  it('scales all gradients by one factor when their common norm is above the limit', () => {
    const [a, b] = clipped(1, [[3, 0], [4]]);
    expect(a![0]).toBeCloseTo(0.6, 12);
    expect(a![1]).toBe(0);
    expect(b![0]).toBeCloseTo(0.8, 12);
  });

  it('leaves them as they are when it is below or at the limit', () => {
    expect(clipped(5.5, [[3, 0], [4]])).toEqual([[3, 0], [4]]);
    expect(clipped(5, [[3, 0], [4]])).toEqual([[3, 0], [4]]);
  });

  it('makes zeros of zeros, whatever the limit', () => {
    for (const limit of [0, 1e-30, 1])
      for (const dtype of ['float32', 'float64'] as const)
        expect(clipped(limit, [[0, 0], [0]], dtype)).toEqual([[0, 0], [0]]);
    expect(clipped(0, [[3], [4]])).toEqual([[0], [0]]);
  });

  it('tames float32 gradients whose squares float32 cannot hold', () => {
    const [[a], [b]] = clipped(1, [[3e25], [4e25]], 'float32') as [[number], [number]];
    expect(a).toBeCloseTo(0.6, 6);
    expect(b).toBeCloseTo(0.8, 6);
  });

  it('takes a limit from a stream', () => {
    expect(clipped(new BehaviorSubject(2.5), [[3], [4]])).toEqual([[1.5], [2]]);
  });

  it('refuses a limit that is none', () => {
    expect(() => clipByGlobalNorm(-1)).toThrow('limit: must be finite and at least 0, got -1. Check the options.');
    expect(() => clipByGlobalNorm(NaN)).toThrow('limit: must be finite and at least 0, got NaN');
  });
});
