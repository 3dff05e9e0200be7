import { ShapeError, type Shape } from '@thalweg/tensor';

/** Throws `ShapeError` unless an option is a whole number, from `least` on if that is given. */
export function wholeNumber(operation: string, option: string, value: number, shape: Shape, least?: number): void {
  if (Number.isInteger(value) && value >= (least ?? value)) return;
  const range = least === undefined ? '' : ` from ${least}`;
  throw new ShapeError(operation, [shape], `${option} must be a whole number${range}, not ${value}`, 'Check it.');
}
