import { Tensor, type Shape, type Sizes, type TensorLike, type TypedArray } from '@thalweg/tensor';
import { coerce } from './coerce.ts';
import { GraphError } from '../errors/graph-error.ts';
import { Node, type NodeParts } from '../node/node.ts';
import type { Circuit } from '../frame/circuit.ts';
import type { Cell } from '../wire/cell.ts';
import { Storage } from '../wire/storage.ts';

/** A node that values enter by: it owns a cell, the storage shared by all who compute with it. */
export class Source<S extends Shape = Shape> extends Node<S> {
  declare readonly cell: Cell;
  declare readonly circuit: Circuit;
  /** Of an input whose values are filled up. */
  declare readonly padding?: number | undefined;

  constructor(parts: NodeParts<S> & { readonly cell: Cell; readonly circuit: Circuit }) {
    super(parts);
  }

  /**
   * Puts a value in, and lets whoever looks see what follows from it. It stays until the next one. A typed array is
   * copied; a tensor is not.
   *
   * - **Throws** `ShapeError`, `DtypeError` when it does not fit; {@link GraphError} when the source has completed
   */
  set(value: TensorLike): void {
    const write = prepare(this, value);
    this.circuit.schedule(() => {
      write();
      this.circuit.pass();
    });
  }
}

/** Checks a value and returns what puts it into its source. */
export function prepare(source: Source, value: TensorLike): () => void {
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
