import { stridesOf, type Sizes } from '@thalweg/tensor';
import type { LoopInput, LoopOutput } from '../wire/kernel.ts';
import { broadcastStrides } from './access.ts';
import { startsOf } from './starts-of.ts';

/** Systems of linear equations along leading axes: the sizes of one, and where each has its matrix and its right-hand sides. */
export interface Systems {
  readonly n: number;
  readonly columns: number;
  readonly lefts: readonly number[];
  readonly rights: readonly number[];
  /** The leading axes by which a matrix is named; none if all systems have one matrix. */
  readonly named: Sizes;
}

/** The systems of matrices `[…, n, n]` and right-hand sides `[…, n, columns]`, whose leading axes broadcast. */
export function systemsOf(output: LoopOutput, [left, right]: readonly LoopInput[]): Systems {
  const batch = output.shape!.slice(0, -2);
  const [n, columns] = output.shape!.slice(-2) as [number, number];
  const starts = ({ shape }: LoopInput): number[] =>
    startsOf(batch, broadcastStrides(shape!.slice(0, -2), stridesOf(shape!), batch));
  const named = left!.shape!.length === 2 ? [] : batch;
  return { n, columns, lefts: starts(left!), rights: starts(right!), named };
}
