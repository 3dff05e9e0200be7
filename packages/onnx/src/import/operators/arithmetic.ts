import * as graph from '@thalweg/graph';
import { type Node, type Operand, reshape } from '@thalweg/graph';
import { isFloat } from '@thalweg/tensor';
import type { OnnxCall } from '../call/onnx-call.ts';
import type { OnnxOperator, OnnxOperators } from '../call/onnx-operator.ts';
import { isConstant, productOf } from '../call/size-arithmetic.ts';
import { fixedSize, listed } from './shapes.ts';

const add = graph.add as Binary;

const div = graph.div as Binary;

const mul = graph.mul as Binary;

const sub = graph.sub as Binary;

/** Bounds are inputs, or were attributes. A lower bound above the upper one is allowed, and the upper one wins. */
function clipped(call: OnnxCall): Node {
  const bound = (attribute: 'min' | 'max', place: number, none: number): Operand => {
    if (call.has(attribute)) return call.real(attribute, 0);
    const given = call.inputs[place];
    return given === undefined ? none : isConstant(given) ? (call.given(place)[0] ?? none) : given;
  };
  const [x, min, max] = [call.input(0), bound('min', 1, -Infinity), bound('max', 2, Infinity)];
  if (typeof min === 'number' && typeof max === 'number' && min <= max) return bounded(x, { min, max });
  const above = typeof min === 'number' ? bounded(x, { min }) : (graph.maximum(x, min) as Node);
  return typeof max === 'number' ? bounded(above, { max }) : (graph.minimum(above, max) as Node);
}

/** Without any bound, a value is unchanged. */
function bounded(x: Node, { min = -Infinity, max = Infinity }: { readonly min?: number; readonly max?: number }): Node {
  return min === -Infinity && max === Infinity ? x : graph.clip(x, { min, max });
}

/** Quotients of whole numbers are cut towards 0. */
function divided(a: Node, b: Operand): Node {
  if (isFloat(a.dtype)) return div(a, b);
  return graph.cast(div(graph.cast(a, 'float64'), graph.cast(b as Node, 'float64')), a.dtype);
}

/** Whole numbers from 0, their bits moved by a number of places. */
function shifted(call: OnnxCall): Node {
  const [x, places] = [call.input(0), call.input(1)];
  const factor = graph.pow(2, graph.cast(places, 'float64')) as Node;
  const moved = (call.text('direction', '') === 'LEFT' ? mul : div)(graph.cast(x, 'float64'), factor);
  return graph.cast(graph.floor(moved), x.dtype);
}

/** Exponents may be of another dtype than what they raise. */
function power(call: OnnxCall): Node {
  const [x, exponent] = [call.input(0), call.input(1)];
  if (isFloat(x.dtype)) return graph.pow(x, graph.cast(exponent, x.dtype)) as Node;
  return graph.cast(graph.pow(graph.cast(x, 'float64'), graph.cast(exponent, 'float64')) as Node, x.dtype);
}

/** Infinite numbers of both signs, or of one. */
function infinite(call: OnnxCall): Node {
  const x = call.input(0);
  const [positive, negative] = [call.integer('detect_positive', 1) === 1, call.integer('detect_negative', 1) === 1];
  if (positive && negative) return graph.isInfinite(x);
  call.refuse('infinity of no sign', !positive && !negative);
  return graph.equal(x, positive ? Infinity : -Infinity) as Node;
}

/** An operator of one input. */
const one =
  (apply: Unary): OnnxOperator =>
  call =>
    apply(call.input(0));

/** An operator of two inputs, which broadcast. Old models said from which axis on the second one lies. */
const two =
  (apply: Binary): OnnxOperator =>
  call => {
    const [a, b] = [call.input(0), call.input(1)];
    const after = call.has('axis') ? a.shape.length - call.integer('axis', 0) - b.shape.length : 0;
    return apply(a, after === 0 ? b : (reshape(b, [...b.shape, ...listed(after, () => 1)]) as Node));
  };

/** An operator of any number of inputs. */
const many =
  (apply: Binary): OnnxOperator =>
  call =>
    [call.input(0), ...call.all().slice(1)].reduce((all, next) => apply(all, next));

/** Operators that work element by element. */
export const elementwiseOperators: OnnxOperators = {
  Abs: one(graph.abs),
  Ceil: one(graph.ceil),
  Acos: one(graph.acos),
  Acosh: one(graph.acosh),
  Asin: one(graph.asin),
  Asinh: one(graph.asinh),
  Atan: one(graph.atan),
  Atanh: one(graph.atanh),
  Cosh: one(graph.cosh),
  Sinh: one(graph.sinh),
  Cos: one(graph.cos),
  Erf: one(graph.erf),
  Exp: one(graph.exp),
  Floor: one(graph.floor),
  Identity: one(x => x),
  Log: one(graph.log),
  Neg: one(graph.neg),
  Reciprocal: one(graph.reciprocal),
  Round: one(graph.round),
  Sign: one(graph.sign),
  Sin: one(graph.sin),
  Sqrt: one(graph.sqrt),
  Tan: one(graph.tan),
  BitShift: shifted,
  IsInf: infinite,
  IsNaN: one(graph.isNaN),
  Not: one(graph.logicalNot),
  Clip: clipped,
  And: two(graph.logicalAnd as Binary),
  Or: two(graph.logicalOr as Binary),
  Xor: two(graph.logicalXor as Binary),
  Add: two(add),
  Sub: two(sub),
  Mul: two(mul),
  Div: two(divided),
  Mod: call => two((call.integer('fmod', 0) === 1 ? graph.fmod : graph.mod) as Binary)(call),
  Pow: power,
  Equal: two(graph.equal as Binary),
  Greater: two(graph.greater as Binary),
  GreaterOrEqual: two(graph.greaterEqual as Binary),
  Less: two(graph.less as Binary),
  LessOrEqual: two(graph.lessEqual as Binary),
  Max: many(graph.maximum as Binary),
  Min: many(graph.minimum as Binary),
  Sum: many(add),
  Mean: call => div(many(add)(call) as Node, call.inputs.length),
  Where: call => graph.where(call.input(0), call.input(1), call.input(2)) as Node,
};

/** Values nearer to 0 by the bias, and 0 within a bound. */
function shrunk(call: OnnxCall): Node {
  const [x, bound, bias] = [call.input(0), call.real('lambd', 0.5), call.real('bias', 0)];
  const lower = graph.where(graph.less(x, -bound), add(x, bias), 0) as Node;
  return graph.where(graph.greater(x, bound), sub(x, bias), lower) as Node;
}

/** Old models have a slope for each channel, the second axis. */
function leaky(call: OnnxCall): Node {
  const [x, slope] = [call.input(0), call.input(1)];
  const old = call.opset < 7 && slope.shape[0] !== 1;
  const slopes = old ? graph.reshape(slope, [slope.shape[0]!, ...x.shape.slice(2).map(() => 1)]) : slope;
  return graph.prelu(x, slopes) as Node;
}

/** Ours has the two numbers of its paper. */
function selu(call: OnnxCall): Node {
  if (!call.has('alpha') && !call.has('gamma')) return graph.selu(call.input(0));
  const [alpha, gamma] = [call.real('alpha', 1.673_263_2), call.real('gamma', 1.050_701)];
  return mul(graph.elu(call.input(0), { alpha }), gamma);
}

/** Activations. */
export const activationOperators: OnnxOperators = {
  Relu: one(graph.relu),
  Sigmoid: one(graph.sigmoid),
  Softplus: one(graph.softplus),
  Softsign: one(graph.softsign),
  Tanh: one(graph.tanh),
  Shrink: shrunk,
  'ai.onnx.ml.Binarizer': call =>
    graph.cast(graph.greater(call.input(0), call.real('threshold', 0)) as Node, call.input(0).dtype),
  Elu: call => graph.elu(call.input(0), { alpha: call.real('alpha', 1) }),
  Selu: selu,
  Celu: call => graph.celu(call.input(0), { alpha: call.real('alpha', 1) }),
  Gelu: call => graph.gelu(call.input(0), call.text('approximate', 'none') === 'tanh' ? { approximate: 'tanh' } : {}),
  LeakyRelu: call => graph.leakyRelu(call.input(0), { slope: call.real('alpha', 0.01) }),
  PRelu: leaky,
  ThresholdedRelu: call => {
    const x = call.input(0);
    return graph.where(graph.greater(x, call.real('alpha', 1)), x, 0) as Node;
  },
  HardSigmoid: call => {
    const slope = mul(call.input(0), call.real('alpha', 0.2));
    return graph.clip(add(slope, call.real('beta', 0.5)), { min: 0, max: 1 });
  },
  HardSwish: one(graph.hardSwish),
  Mish: one(graph.mish),
};

type Unary = (x: Node) => Node;

/** A function of two values, which broadcast. */
type Binary = (a: Node, b: Operand) => Node;

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
