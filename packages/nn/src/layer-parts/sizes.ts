import { ContractError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';

/**
 * Returns a number that must be positive and whole.
 *
 * - **Throws** `ContractError` for any other
 */
export function positiveWhole(kind: string, what: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new ContractError(kind, `${what} must be a positive whole number`, printed(value), 'Check the layer’s sizes.');
}

/** Returns the sizes of a window along each of so many axes: one number for all, or one for each. */
export function windowSizes(kind: string, size: number | readonly number[], axes: number): readonly number[] {
  const sizes = Array.isArray(size) ? (size as readonly number[]) : new Array<number>(axes).fill(size as number);
  if (sizes.length !== axes)
    throw new ContractError(
      kind,
      `the size of the window must be one number, or one for each of ${axes} axes`,
      `[${sizes.join(', ')}]`,
      'Try 3.',
    );
  return sizes.map(one => positiveWhole(kind, 'the size of the window', one));
}
