import { GraphError, type Input } from '@thalweg/graph';
import type { Sizes } from '@thalweg/tensor';

/** Sizes to compile plans for, by the names of axes. */
export type AxisSizes = Readonly<Record<string, number | readonly number[]>>;

/** Returns the sizes that inputs have in each plan: all combinations of those of their axes with a name, the largest first. */
export function inputSizes(inputs: readonly Input[], sizes: AxisSizes): Sizes[][] {
  const axes = new Set(inputs.flatMap(({ shape }) => shape.filter(length => typeof length === 'string')));
  let all: Readonly<Record<string, number>>[] = [{}];
  for (const axis of axes) {
    const lengths = [sizesOf(axis, inputs, sizes)].flat().sort((a, b) => b - a);
    all = all.flatMap(known => lengths.map(length => ({ ...known, [axis]: length })));
  }
  return all.map(known =>
    inputs.map(({ shape }) => shape.map(length => (typeof length === 'string' ? known[length]! : length))),
  );
}

function sizesOf(axis: string, inputs: readonly Input[], sizes: AxisSizes): number | readonly number[] {
  const given = sizes[axis];
  const isSize = (size: number): boolean => Number.isInteger(size) && size >= 0;
  if (given !== undefined && [given].flat().every(isSize) && [given].flat().length > 0) return given;
  const input = inputs.find(({ shape }) => shape.includes(axis))!;
  throw new GraphError(
    'precompile',
    'each axis with a name must have sizes',
    given === undefined ? `none for '${axis}' of ${input.name}` : `${JSON.stringify(given)} for '${axis}'`,
    `Give sizes: { ${axis}: [1, 32] }.`,
  );
}
