import { tensor } from '@thalweg/tensor';
import type { Savable, Snapshot } from '@thalweg/train';

/** A part of a run whose state is one number, saved as a value and as every element of a tensor. */
export interface Counter extends Savable {
  count: number;
  /** The number of elements of the tensor. */
  size: number;
}

export function counter(count = 0, size = 3): Counter {
  const part: Counter = {
    count,
    size,
    save: () => ({
      tensors: { elements: tensor(new Int32Array(part.size).fill(part.count)) },
      values: { count: part.count },
    }),
    prepare:
      ({ values }) =>
      () => {
        part.count = values['count'] as number;
      },
  };
  return part;
}

/** Returns the count in a snapshot; NaN if the snapshot is inconsistent. */
export function countIn({ parts }: Snapshot): number {
  const { tensors, values } = parts['part']!;
  const count = values['count'] as number;
  return tensors['elements']!.data.every(element => element === count) ? count : NaN;
}
