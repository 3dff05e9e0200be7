import type { Shape, Tensor } from '@thalweg/tensor';
import type { Source } from '../sources/source.ts';
import { read } from './read.ts';

/**
 * The present value of a source in its own buffer, without a copy: the source takes another buffer when it is written next.
 * Nobody may write into the value, as the source still computes with it; {@link read} returns a copy.
 *
 * - **Throws** `GraphError` if it has no value
 */
export function handOut<S extends Shape>(source: Source<S>): Tensor<S> {
  return (source.cell.handOut() as Tensor<S> | undefined) ?? read(source);
}
