import type { Sizes } from '@thalweg/tensor';

/** A loop nest: the length of each loop, and how far each operand goes in a turn of it, in elements. */
export interface Nest {
  readonly lengths: readonly number[];
  /** For each operand, a stride for each loop. */
  readonly strides: readonly (readonly number[])[];
}

/** The fewest loops that walk operands over a shape: axes that continue each other in all of them are one. */
export function nestOf(shape: Sizes, operands: readonly (readonly number[])[]): Nest {
  const lengths: number[] = [];
  const strides: number[][] = operands.map(() => []);
  shape.forEach((length, axis) => {
    if (length === 1) return;
    const top = lengths.length - 1;
    const continues = top >= 0 && operands.every((all, i) => strides[i]![top] === all[axis]! * length);
    if (continues) lengths[top]! *= length;
    else lengths.push(length);
    operands.forEach((all, i) => {
      if (continues) strides[i]![top] = all[axis]!;
      else strides[i]!.push(all[axis]!);
    });
  });
  return lengths.length === 0 ? { lengths: [1], strides: operands.map(() => [1]) } : { lengths, strides };
}
