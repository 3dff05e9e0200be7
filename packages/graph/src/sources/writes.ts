import { type Sizes, Tensor, type TensorLike, type TypedArray } from '@thalweg/tensor';
import { GraphError } from '../errors/graph-error.ts';
import type { Circuit } from '../frame/circuit.ts';
import { type SourceValue, Storage } from '../wire/source-value.ts';
import { coerce, type Declaration } from './coerce.ts';

/** Checks a value and returns a function that writes it into its source. */
export function prepareWrite(
  source: Declaration & { readonly sourceValue: SourceValue },
  value: TensorLike,
): () => void {
  const { sourceValue, name } = source;
  if (sourceValue.complete)
    throw new GraphError(
      name,
      'a source whose stream has completed takes no more values',
      'another',
      'Make a new input.',
    );
  if (
    typeof value === 'number' &&
    source.shape.length === 0 &&
    (source.dtype === 'float32' || source.dtype === 'float64')
  )
    return () => sourceValue.write(value);
  const read = coerce(source, value);
  const own = value instanceof Tensor || !ArrayBuffer.isView(value) || read.data !== (value as TypedArray);
  const storage = new Storage(own ? read.data : read.data.slice(), value instanceof Tensor);
  return () => void sourceValue.exchange(read.shape as Sizes, storage);
}

/** Writes into sources of a circuit, and lets subscribers see it, in one pass. `name` is the name of a source in errors. */
export function enter(circuit: Circuit, name: string, write: () => void): void {
  circuit.schedule(() => {
    write();
    circuit.pass();
  }, name);
}
