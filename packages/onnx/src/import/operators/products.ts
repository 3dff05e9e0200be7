import * as graph from '@thalweg/graph';
import type { Node } from '@thalweg/graph';
import type { OnnxCall } from '../onnx-call.ts';
import type { OnnxOperators } from '../onnx-operator.ts';

/** A vector is a row on the left and a column on the right, of which the axis goes again. */
function product(call: OnnxCall): Node {
  const [a, b] = [call.input(0), call.input(1)];
  const row = a.shape.length === 1 ? (graph.reshape(a, [1, a.shape[0]!]) as Node) : a;
  const column = b.shape.length === 1 ? (graph.reshape(b, [b.shape[0]!, 1]) as Node) : b;
  const found = graph.matmul(row, column as never) as Node;
  const sizes = [...found.shape];
  if (b.shape.length === 1) sizes.pop();
  if (a.shape.length === 1) sizes.splice(sizes.length - (b.shape.length === 1 ? 1 : 2), 1);
  return graph.reshape(found, sizes);
}

/** `α·a·b + β·c` */
function scaledProduct(call: OnnxCall): Node {
  const transposes = { transposeA: call.integer('transA', 0) === 1, transposeB: call.integer('transB', 0) === 1 };
  const scaled = graph.mul(graph.matmul(call.input(0), call.input(1) as never, transposes) as Node, call.real('alpha', 1));
  const added = call.inputs[2];
  return (added === undefined ? scaled : graph.add(scaled, graph.mul(added, call.real('beta', 1)))) as Node;
} // prettier-ignore

/** Products of matrices. */
export const productOperators: OnnxOperators = {
  MatMul: product,
  Gemm: scaledProduct,
  Einsum: call => graph.einsum(call.text('equation', ''), ...call.all()) as Node,
  Det: call => graph.determinant(call.input(0) as never) as Node,
};
