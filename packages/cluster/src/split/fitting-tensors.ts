import { DataError } from '@thalweg/data';
import { sameShape, type Tensor } from '@thalweg/tensor';

/**
 * Returns the tensors of a message in the order of what they belong to.
 *
 * - **Throws** `DataError` if one is missing, or of another shape or dtype than the value that it is the gradient of
 */
export function fittingTensors(
  operator: string,
  values: ReadonlyMap<string, Tensor>,
  tensors: Readonly<Record<string, Tensor>>,
): Tensor[] {
  return [...values].map(([name, { shape, dtype }]) => {
    const given = Object.hasOwn(tensors, name) ? tensors[name]! : undefined;
    if (given !== undefined && given.dtype === dtype && sameShape(given.shape, shape)) return given;
    throw new DataError(
      operator,
      `the gradient of '${name}' must be ${dtype} [${shape.join(', ')}]`,
      given === undefined ? 'none' : `${given.dtype} [${given.shape.join(', ')}]`,
      'Give the inputs of the back half the names of the cut, and cut both halves at the same place.',
    );
  });
}
