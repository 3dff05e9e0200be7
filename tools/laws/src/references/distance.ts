import type { Sizes, Tensor } from '@thalweg/tensor';
import { expect } from 'vitest';
import type { ReferenceValue } from './convolution-row.ts';
import { shareOff } from './share-off.ts';

const FIRST_SEED = 4;

/** The numbers of an output, and of its first and second derivatives by values of some shapes. */
interface Wanted {
  readonly shapes: readonly Sizes[];
  readonly shape: Sizes;
  readonly output: ReferenceValue;
  readonly gradients: readonly ReferenceValue[];
  readonly second: readonly ReferenceValue[];
}

/** Returns the largest difference of values from a row's numbers, as a share of the number, or of 1 if that is more. */
export function distance({ shapes, shape, output, gradients, second }: Wanted, found: readonly Tensor[]): number {
  const wanted: readonly (readonly [Sizes, ReferenceValue])[] = [
    [shape, output],
    ...[gradients, second].flatMap(values => values.map((value, of) => [shapes[of]!, value] as const)),
  ];
  expect(found.map(value => value.shape)).toEqual(wanted.map(([sizes]) => sizes));
  return wanted.reduce((most, [, value], n) => Math.max(most, shareOff(found[n]!, value, FIRST_SEED)), 0);
} // prettier-ignore
