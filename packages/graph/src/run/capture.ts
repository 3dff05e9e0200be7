import type { Source } from '../sources/source.ts';
import type { Tensor } from '@thalweg/tensor';
import { Capture } from '../wire/capture.ts';
import { handOut } from './hand-out.ts';

/** The bytes from which on a value is captured rather than handed out. */
const LEAST = 2 ** 20;

/**
 * The present value of a source as {@link handOut} returns it, or a capture of a large one, which the caller releases: steps
 * that write a few rows of a table that was handed out would copy all of it.
 *
 * - **Throws** `GraphError` if it has no value
 */
export function capture(source: Source): Tensor | Capture {
  const { storage, shape, dtype } = source.cell;
  if (storage === undefined || storage.kept || storage.data.byteLength < LEAST) return handOut(source);
  return new Capture(storage, shape!, dtype);
}
