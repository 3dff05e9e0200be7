import type { DType } from '@thalweg/tensor';
import { advance } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import { BYTES, loadNumber, storeNumber } from './elements.ts';
import { repeat } from './loops.ts';

/** Some elements side by side: the local with their address, which moves to their end, and their dtype. */
export interface Run {
  readonly at: number;
  readonly dtype: DType;
}

/** Copies a number of elements, each from one dtype to another. */
export function copyNumbers(f: Func, from: Run, to: Run, count: number): void {
  repeat(f, count, () => {
    f.get(to.at);
    loadNumber(f, from.at, from.dtype);
    storeNumber(f, to.dtype);
    advance(f, from.at, BYTES[from.dtype]);
    advance(f, to.at, BYTES[to.dtype]);
  });
}
