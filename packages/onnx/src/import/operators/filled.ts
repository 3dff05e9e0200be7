import * as graph from '@thalweg/graph';
import type { Node } from '@thalweg/graph';
import type { DType } from '@thalweg/tensor';
import type { OnnxCall } from '../onnx-call.ts';
import { factorsOf, type Size } from '../size-arithmetic.ts';

/** Returns a value of some sizes with one number everywhere. */
export function filled(call: OnnxCall, sizes: readonly Size[], value: number, dtype: DType): Node {
  const { likes } = call;
  const isNamed = (size: Size): boolean => typeof size === 'number' || likes.some(({ shape }) => shape.includes(size));
  const given = dtype === 'bool' ? value !== 0 : value;
  const factors = sizes.flatMap(size => {
    if (isNamed(size)) return [size];
    const { fixed, names } = factorsOf(size);
    return [...names, fixed];
  });
  const made = graph.full(factors, given, { like: likes, dtype }) as Node;
  return sizes.every(isNamed) ? made : (graph.reshape(made, [...sizes]) as Node);
}
