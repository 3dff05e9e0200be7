import { NumericError } from '@thalweg/graph';
import type { Tensor } from '@thalweg/tensor';

/** Throws a `NumericError` for a value of the cut that is NaN or infinite. */
export function checkFiniteCut(names: readonly string[], values: readonly Tensor[]): void {
  values.forEach(({ data }, i) => {
    for (const element of data)
      if (!Number.isFinite(element))
        throw new NumericError(
          'frontHalf',
          `the values of the cut must be finite ('${names[i]}')`,
          String(element),
          'Try a smaller learning rate, and clip the gradients of this half.',
        );
  });
}
