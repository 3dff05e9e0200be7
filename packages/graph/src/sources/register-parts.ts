import { type DType, type Shape, tensor, type Tensor, type TensorLike } from '@thalweg/tensor';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import { GraphError } from '../errors/graph-error.ts';
import { Circuit } from '../frame/circuit.ts';
import { Node, type NodeParts, type Target, type Writable } from '../node/node.ts';
import type { SizesIn } from '../shape/shapes.ts';
import { type SourceValue, sourceValueOf } from '../wire/source-value.ts';
import type { ValueOptions } from './register.ts';

/** The parts of a register that starts from a value; it is named like its kind unless the options name it. */
export function registerParts<V extends TensorLike>(
  kind: 'parameter' | 'state',
  value: V,
  options: ValueOptions | undefined,
): { name: string; shape: SizesIn<V>; dtype: DType; sourceValue: SourceValue; circuit: Circuit } {
  const { name, dtype } = optionsOf(kind, options, { name: kind as string, dtype: undefined });
  // A register has the sizes of its first value, so none of its axes has a name.
  if ((value as unknown) instanceof Node || [value].flat().some(size => typeof size === 'string'))
    throw new GraphError(
      kind,
      'sizes must be fixed',
      printed(value),
      'For named axes scan from full(shape, 0, { like }).',
    );
  const first = initialValue(value, dtype);
  return {
    name,
    shape: first.shape as SizesIn<V>,
    dtype: first.dtype,
    sourceValue: sourceValueOf(first),
    circuit: new Circuit(),
  };
}

/** The tensor that a source holds from the start. A typed array is copied: it stays the caller's. */
export function initialValue(value: TensorLike, dtype: DType | undefined): Tensor {
  return tensor(
    ArrayBuffer.isView(value) && value.length > 0 ? value.slice() : value,
    dtype === undefined ? {} : { dtype },
  );
}

/** A register as some rules see it: a node that reads it, and knows how to write it. */
export class View<S extends Shape = Shape> extends Node<S> implements Writable<S> {
  readonly target: Target;

  constructor(parts: NodeParts<S>, target: Target) {
    super(parts);
    this.target = target;
  }
}
