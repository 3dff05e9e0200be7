import * as graph from '@thalweg/graph';
import { constant, type Node } from '@thalweg/graph';
import { sizeOf, tensor, type Sizes } from '@thalweg/tensor';
import type { OnnxCall } from '../onnx-call.ts';
import type { Operators } from '../operator.ts';
import { dtypeOfProto, tensorOfProto } from '../tensor-of-proto.ts';

function converted(call: OnnxCall): Node {
  return graph.cast(call.input(0), dtypeOfProto(call.integer('to', 0)));
}

const integers = (data: readonly number[], shape: Sizes): Node => constant(tensor([...data], { shape, dtype: 'int32' })) as Node; // prettier-ignore

function shapeOf(call: OnnxCall): Node {
  const sizes = (call.input(0).shape as Sizes).slice(call.integer('start', 0), call.has('end') ? call.integer('end', 0) : undefined); // prettier-ignore
  return integers(sizes, [sizes.length]);
}

function constantOf(call: OnnxCall): Node {
  const stored = call.tensor('value');
  if (stored !== undefined) return constant(tensorOfProto(stored)) as Node;
  if (call.has('value_float')) return constant(call.real('value_float', 0)) as Node;
  const [reals, numbers] = [call.reals('value_floats'), call.integers('value_ints')];
  if (call.has('value_floats')) return constant(reals!) as Node;
  return call.has('value_ints') ? integers(numbers!, [numbers!.length]) : integers([call.integer('value_int', 0)], []);
}

function filled(call: OnnxCall): Node {
  const shape = call.numbers(0)!;
  const value = call.tensor('value');
  const { data, dtype } = value === undefined ? tensor([0]) : tensorOfProto(value);
  return graph.full(shape, data[0]!, { dtype }) as Node;
}

/** Ones along a diagonal of a matrix of the sizes of another. */
function ones(call: OnnxCall): Node {
  const [rows, columns] = call.input(0).shape as [number, number];
  const dtype = call.has('dtype') ? dtypeOfProto(call.integer('dtype', 0)) : call.input(0).dtype;
  return graph.eye(rows, { columns, diagonal: call.integer('k', 0), dtype }) as Node;
}

/** Operators that make constants, and that convert. */
export const constantOperators: Operators = {
  Cast: converted,
  CastLike: call => graph.cast(call.input(0), call.input(1).dtype),
  Shape: shapeOf,
  Size: call => integers([sizeOf(call.input(0).shape as Sizes)], []),
  Constant: constantOf,
  ConstantOfShape: filled,
  EyeLike: ones,
};
