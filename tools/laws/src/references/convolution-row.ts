import { readFileSync } from 'node:fs';
import type { ConvOptions } from '@thalweg/graph';
import type { Sizes } from '@thalweg/tensor';

/** Numbers by PyTorch: each of them, or their inner products with `numbersOf(shape, seed)` for the seeds from 4. */
export type ReferenceValue = { readonly data: readonly number[] } | { readonly sums: readonly number[] };

/** What PyTorch makes of a convolution; see `tools/laws/reference/convolutions.py`. */
export interface ConvolutionRow {
  readonly operation: 'conv1d' | 'conv2d' | 'convTranspose2d';
  readonly options: ConvOptions;
  /** The shapes of the input and the weights, and that of the output. */
  readonly shapes: readonly [x: Sizes, w: Sizes];
  readonly shape: Sizes;
  readonly output: ReferenceValue;
  /** The gradients of sum(output · upstream), by the input and the weights. */
  readonly gradients: readonly [x: ReferenceValue, w: ReferenceValue];
  /** Those of ½·|∂L/∂x|² + ½·|∂L/∂w|², where L = sum(sin(output) · upstream). */
  readonly second: readonly [x: ReferenceValue, w: ReferenceValue];
}

/** All rows of the reference. */
export function convolutionRows(): ConvolutionRow[] {
  const file = new URL('../../reference/convolutions.json', import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as ConvolutionRow[];
}
