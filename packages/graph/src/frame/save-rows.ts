import type { Sizes, TypedArray } from '@thalweg/tensor';
import { extentsOf } from '../interpreter/reduce.ts';
import type { Storage } from '../wire/storage.ts';

/** Has those who read a table save the rows that are about to be written; a negative index is of no row. */
export function saveRows({ readers = [] }: Storage, sizes: Sizes, axis: number, at: TypedArray): void {
  const { outer, length, inner } = extentsOf({ shape: sizes }, axis, axis + 1);
  for (const reader of readers)
    for (let o = 0; o < outer; o++)
      for (let i = 0; i < at.length; i++) {
        const from = (o * length + at[i]!) * inner;
        if (at[i]! >= 0) reader.save(from, from + inner);
      }
}
