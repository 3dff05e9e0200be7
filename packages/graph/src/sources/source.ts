import type { Shape, TensorLike } from '@thalweg/tensor';
import { checkDtype } from '@thalweg/tensor/engine';
import { declaredShape } from '../shape/shapes.ts';
import { Node, type NodeParts } from '../node/node.ts';
import type { Circuit } from '../frame/circuit.ts';
import type { SourceValue } from '../wire/source-value.ts';
import { enter, prepareWrite } from './writes.ts';

/** A node that values enter by: it owns the value that all who compute with it share. */
export class Source<S extends Shape = Shape> extends Node<S> {
  declare readonly sourceValue: SourceValue;
  declare readonly circuit: Circuit;
  /** The element that an input's values are filled up with. */
  declare readonly padding?: number | undefined;

  constructor(parts: NodeParts<S> & { readonly sourceValue: SourceValue; readonly circuit: Circuit }) {
    super({ ...parts, shape: declaredShape(parts.name, parts.shape) });
    checkDtype(parts.name, parts.dtype);
  }

  /**
   * Sets the value, which stays until the next one; subscribers see what follows from it. A typed array is copied; a tensor
   * is not.
   *
   * - **Throws** `ShapeError`, `DtypeError` when it does not fit; {@link GraphError} when the source has completed, or when
   *   subscribers set sources again and again: after 10,000 passes, each asked for in the one before
   */
  set(value: TensorLike): void {
    enter(this.circuit, this.name, prepareWrite(this, value));
  }
}
