import type { Shape, Tensor } from '@thalweg/tensor';
import type { Source } from '../sources/source.ts';
import { Capture } from '../wire/capture.ts';
import { read } from './read.ts';

/** The bytes from which on a value is captured rather than handed out. */
const LEAST = 2 ** 20;

/**
 * The present value of a source as {@link handOut} returns it, or a capture of a large one, which the caller releases: steps
 * that write a few rows of a table that was handed out would copy all of it.
 *
 * - **Throws** `GraphError` if it has no value
 */
export function capture(source: Source): Tensor | Capture {
  const { storage, shape, dtype } = source.sourceValue;
  if (storage === undefined || storage.kept || storage.data.byteLength < LEAST) return handOut(source);
  return new Capture(storage, shape!, dtype);
}

/**
 * The present value of a source in its own buffer, without a copy: the source takes another buffer when it is written next.
 * Nobody may write into the value, as the source still computes with it; {@link read} returns a copy.
 *
 * - **Throws** `GraphError` if it has no value
 */
export function handOut<S extends Shape>(source: Source<S>): Tensor<S> {
  return (source.sourceValue.handOut() as Tensor<S> | undefined) ?? read(source);
}
