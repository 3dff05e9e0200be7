import * as graph from '@thalweg/graph';
import type { Node } from '@thalweg/graph';
import type { OnnxCall } from '../call/onnx-call.ts';
import type { OnnxOperator, OnnxOperators } from '../call/onnx-operator.ts';
import { productOf } from '../call/size-arithmetic.ts';
import { fixedSize } from './axes.ts';
import { listed } from './elements.ts';

interface Over {
  readonly axes: number[];
  readonly keep: boolean;
}

/** A reduction over axes: all of them unless some are given, or, if the model says so, none. */
const over =
  (apply: (x: Node, over: Over) => Node): OnnxOperator =>
  call => {
    const x = call.input(0);
    const given = call.either('axes', 1) ?? [];
    if (given.length === 0 && call.integer('noop_with_empty_axes', 0) === 1) return x;
    const axes = given.length === 0 ? x.shape.map((_, axis) => axis) : given;
    return apply(x, { axes, keep: call.integer('keepdims', 1) === 1 });
  };

/** The position of the largest or the smallest along an axis. */
const position =
  (apply: typeof graph.argmax): OnnxOperator =>
  call =>
    apply(call.input(0), call.integer('axis', 0), {
      last: call.integer('select_last_index', 0) === 1,
      keep: call.integer('keepdims', 1) === 1,
    }) as Node;

/** A function along an axis; before opset 13, over all axes from that one on. */
const along =
  (apply: (x: Node, axis: number) => Node): OnnxOperator =>
  call => {
    const x = call.input(0);
    const rank = x.shape.length;
    if (call.opset >= 13) return apply(x, call.integer('axis', -1));
    const axis = (call.integer('axis', 1) + rank) % rank;
    if (axis === rank - 1) return apply(x, axis);
    const flat = graph.reshape(x, [...x.shape.slice(0, axis), productOf(x.shape.slice(axis))]) as Node;
    return graph.reshape(apply(flat, axis), x.shape) as Node;
  };

function runningSum(call: OnnxCall): Node {
  const x = call.input(0);
  const sums = graph.cumsum(x, { axis: call.given(1)[0]!, reverse: call.integer('reverse', 0) === 1 });
  return call.integer('exclusive', 0) === 1 ? (graph.sub(sums, x) as Node) : sums;
}

function extremes(call: OnnxCall): readonly Node[] {
  const k = call.has('k') ? call.integer('k', 0) : call.given(1)[0]!;
  const options = { axis: call.integer('axis', -1), largest: call.integer('largest', 1) === 1 };
  const { values, indices } = graph.topK(call.input(0), k, options);
  return [values as Node, indices as Node];
}

/** 1 at the largest along an axis, and 0 elsewhere; before opset 13, along all axes from that one on. */
const hardmax = along((x, axis) => {
  const [rank, classes] = [x.shape.length, fixedSize(x, axis)];
  const hot = graph.oneHot(graph.argmax(x, axis) as Node, classes) as Node;
  const before = listed(rank - 1, n => n);
  const place = (axis + rank) % rank;
  return graph.transpose(hot, [...before.slice(0, place), rank - 1, ...before.slice(place)]) as Node;
});

/** Values less their mean, over their standard deviation. */
function standardized(call: OnnxCall): Node {
  const [x, axes] = [call.input(0), call.integers('axes') ?? [0, 2, 3]];
  const deviation = graph.sqrt(graph.variance(x, { axes, keep: true }) as Node);
  return graph.div(
    graph.sub(x, graph.mean(x, { axes, keep: true }) as Node) as Node,
    graph.add(deviation, 1e-9),
  ) as Node;
}

/** OnnxOperators along axes. */
export const reductionOperators: OnnxOperators = {
  ReduceSum: over((x, options) => graph.sum(x, options) as Node),
  ReduceMean: over((x, options) => graph.mean(x, options) as Node),
  ReduceMax: over((x, options) => graph.max(x, options) as Node),
  ReduceMin: over((x, options) => graph.min(x, options) as Node),
  ReduceProd: over((x, options) => graph.prod(x, options) as Node),
  ReduceL1: over((x, options) => graph.norm(x, { ...options, order: 1 }) as Node),
  ReduceL2: over((x, options) => graph.norm(x, options) as Node),
  ReduceLogSum: over((x, options) => graph.log(graph.sum(x, options) as Node)),
  ReduceLogSumExp: over((x, options) => graph.logSumExp(x, options) as Node),
  ReduceSumSquare: over((x, options) => graph.sum(graph.square(x), options) as Node),
  ArgMax: position(graph.argmax),
  ArgMin: position(graph.argmin),
  Softmax: along((x, axis) => graph.softmax(x, axis)),
  LogSoftmax: along((x, axis) => graph.logSoftmax(x, axis)),
  Hardmax: hardmax,
  MeanVarianceNormalization: standardized,
  GlobalMaxPool: call => graph.max(call.input(0), { axes: call.input(0).shape.map((_, axis) => axis).slice(2), keep: true }) as Node,
  CumSum: runningSum,
  TopK: extremes,
}; // prettier-ignore

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
