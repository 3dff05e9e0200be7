import * as graph from '@thalweg/graph';
import { constant, type Node } from '@thalweg/graph';
import { sizeOf, tensor, type Sizes } from '@thalweg/tensor';
import { NotOffered } from '../not-offered.ts';
import type { OnnxCall } from '../onnx-call.ts';
import type { OnnxOperators } from '../onnx-operator.ts';
import { productOf } from '../size-arithmetic.ts';
import { sizeNode } from '../size-node.ts';
import { dtypeOfProto, tensorOfProto } from '../tensor-of-proto.ts';
import { filled } from './filled.ts';
import { fixedSize } from './sizes-of.ts';

function converted(call: OnnxCall): Node {
  return graph.cast(call.input(0), dtypeOfProto(call.integer('to', 0)));
}

const integers = (data: readonly number[], shape: Sizes): Node => constant(tensor([...data], { shape, dtype: 'int32' })) as Node; // prettier-ignore

/** The sizes of a value: numbers, and for names what each pass counts. */
function shapeOf(call: OnnxCall): Node {
  const x = call.input(0);
  const sizes = x.shape.slice(call.integer('start', 0), call.has('end') ? call.integer('end', 0) : undefined);
  if (sizes.every(size => typeof size === 'number')) return integers(sizes, [sizes.length]);
  return graph.stack(sizes.map(size => sizeNode(size, [x]))) as Node;
}

function constantOf(call: OnnxCall): Node {
  const stored = call.tensor('value');
  if (stored !== undefined) return constant(tensorOfProto(stored)) as Node;
  if (call.has('value_float')) return constant(call.real('value_float', 0)) as Node;
  if (call.has('value_floats')) return constant(tensor(call.reals('value_floats')!)) as Node;
  const numbers = call.integers('value_ints');
  if (numbers !== undefined) return integers(numbers, [numbers.length]);
  if (call.has('value_int')) return integers([call.integer('value_int', 0)], []);
  throw new NotOffered('constants of words, and sparse ones', 'dtype');
}

function constantOfShape(call: OnnxCall): Node {
  call.input(0);
  const value = call.tensor('value');
  const { data, dtype } = value === undefined ? tensor([0]) : tensorOfProto(value);
  return filled(call, call.sizes(0)!, data[0] ?? 0, dtype);
}

/** Ones along a diagonal of a matrix of the sizes of another. */
function ones(call: OnnxCall): Node {
  const [rows, columns] = [fixedSize(call.input(0), 0), fixedSize(call.input(0), 1)];
  call.limit('elements', rows * columns);
  const dtype = call.has('dtype') ? dtypeOfProto(call.integer('dtype', 0)) : call.input(0).dtype;
  return graph.eye(rows, { columns, diagonal: call.integer('k', 0), dtype }) as Node;
}

function sizeOfAll(call: OnnxCall): Node {
  const { shape } = call.input(0);
  if (shape.every(size => typeof size === 'number')) return integers([sizeOf(shape)], []);
  return sizeNode(productOf(shape), [call.input(0)]);
}

/** Operators that make constants, and that convert. */
export const constantOperators: OnnxOperators = {
  Cast: converted,
  CastLike: call => graph.cast(call.input(0), call.input(1).dtype),
  Shape: shapeOf,
  Size: sizeOfAll,
  Constant: constantOf,
  ConstantOfShape: constantOfShape,
  EyeLike: ones,
};
