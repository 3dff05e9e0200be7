import { Tensor, type DType, type Shape, type Sizes, type TensorLike, type TypedArray } from '@thalweg/tensor';
import { GraphError } from '../errors/graph-error.ts';
import type { Cell } from '../wire/cell.ts';
import { Storage } from '../wire/storage.ts';
import { coerce } from './coerce.ts';

/** A source, as far as a write to it is concerned. */
interface Writing {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly cell: Cell;
}

/** Checks a value and returns a function that writes it to its source. */
export function prepareWrite(source: Writing, value: TensorLike): () => void {
  const { cell, name } = source;
  if (cell.complete)
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
    return () => cell.write(value);
  const read = coerce(source, value);
  const own = value instanceof Tensor || !ArrayBuffer.isView(value) || read.data !== (value as TypedArray);
  const storage = new Storage(own ? read.data : read.data.slice(), value instanceof Tensor);
  return () => void cell.exchange(read.shape as Sizes, storage);
}
