import * as graph from '@thalweg/graph';
import { constant, type Node } from '@thalweg/graph';
import type { DType } from '@thalweg/tensor';
import { NotOffered } from '../call/not-offered.ts';
import type { OnnxCall } from '../call/onnx-call.ts';
import { factorsOf, type Size } from '../call/size-arithmetic.ts';

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

/** Returns whole numbers as a constant. */
export function integers(values: readonly number[]): Node {
  return constant([...values], { dtype: 'int32' }) as Node;
}

/** As many elements are made at once while a circuit is built. */
const MOST = 2 ** 20;

/** Returns so many elements, each made from its position; a count from a file may be any number. */
export function listed<T>(count: number, make: (n: number) => T): T[] {
  if (count > MOST) throw new NotOffered(`at most ${MOST} elements can be made at once, not ${count}`, 'file');
  return Array.from({ length: count }, (_, n) => make(n));
}
