import type { Runner } from '@thalweg/graph';
import type { Tensor } from '@thalweg/tensor';
import { expect } from 'vitest';
import { passOnce } from '../compiled/runs.ts';
import { recurrentNodes, type RecurrentBuild } from './recurrent-nodes.ts';
import type { RecurrentRow, ShapedValue } from './recurrent-row.ts';
import { shareOff } from './share-off.ts';

const FIRST_SEED = 200;

const BOUNDS = { float64: 1e-9, float32: 1e-4 } as const;

/** A build in one of the dtypes that have a bound. */
export type BoundedBuild = RecurrentBuild & { readonly dtype: keyof typeof BOUNDS };

/** The title of a row’s test. */
export function titleOf({ layer, x, units, options, valid }: RecurrentRow, number: number): string {
  return `${layer} ${x.join('×')} to ${units} ${JSON.stringify({ ...options, valid })}, row ${number}`;
}

/** The results of a row in one pass. */
export function computed(row: RecurrentRow, build: RecurrentBuild, runner?: Runner): readonly Tensor[] {
  const { outputs, feeds } = recurrentNodes(row, build);
  return passOnce({ outputs, ...(runner && { runner }) }, ...feeds);
}

/** Holds values against the numbers of a row. */
export function expectReference(row: RecurrentRow, found: readonly Tensor[], dtype: keyof typeof BOUNDS): void {
  const wanted: readonly ShapedValue[] = [...row.values, ...row.gradients, ...row.second];
  expect(found.map(value => value.shape)).toEqual(wanted.map(({ shape }) => shape));
  found.forEach((value, n) => {
    expect(shareOff(value, wanted[n]!, FIRST_SEED), `value ${n}`).toBeLessThanOrEqual(BOUNDS[dtype]);
  });
}

/** Holds what the interpreter makes of a row against its numbers. */
export function agrees(row: RecurrentRow, build: BoundedBuild): void {
  expectReference(row, computed(row, build), build.dtype);
}
