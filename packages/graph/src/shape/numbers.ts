import { ContractError, type Shape, ShapeError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';

/** Throws `ShapeError` unless an option is a whole number, from `least` on if that is given. */
export function wholeNumber(operation: string, option: string, value: number, shape: Shape, least?: number): void {
  if (Number.isInteger(value) && value >= (least ?? value)) return;
  const range = least === undefined ? '' : ` from ${least}`;
  throw new ShapeError(operation, [shape], `${option} must be a whole number${range}, not ${value}`, 'Check it.');
}

/** The most elements of a constant that an operation makes: a gigabyte of int32. */
const MOST = 2 ** 28;

/** Returns a number of elements. Throws `ContractError` for more than a constant should have. */
export function limitedSize(subject: string, size: number): number {
  if (size <= MOST) return size;
  throw new ContractError(subject, 'there must be at most 2²⁸ elements', String(size), 'Check the sizes.');
}

/** Returns the numbers of an option that is one number or several. Throws `ContractError` for anything else. */
export function numbersOf(
  operation: string,
  name: string,
  given: number | readonly number[] | undefined,
): readonly number[] {
  const all = Array.isArray(given) ? (given as readonly number[]) : [given];
  const wrong = all.findIndex(one => typeof one !== 'number');
  if (wrong < 0) return all as readonly number[];
  const requirement = `${name} must be a number, or several in an array`;
  throw new ContractError(operation, requirement, printed(all[wrong]), 'Check the call.');
}
