import { ContractError } from '@thalweg/tensor';

/** The most elements of a constant that an operation makes: a gigabyte of int32. */
const MOST = 2 ** 28;

/** Returns a number of elements. Throws `ContractError` for more than a constant should have. */
export function limitedSize(subject: string, size: number): number {
  if (size <= MOST) return size;
  throw new ContractError(subject, 'there must be at most 2²⁸ elements', String(size), 'Check the sizes.');
}
