import * as graph from '@thalweg/graph';
import { type Node, type Operand, reshape } from '@thalweg/graph';
import { isFloat } from '@thalweg/tensor';
import type { OnnxCall } from '../call/onnx-call.ts';
import type { OnnxOperator, OnnxOperators } from '../call/onnx-operator.ts';
import { listed } from './elements.ts';

const add = graph.add as Binary;

const div = graph.div as Binary;

const mul = graph.mul as Binary;

const sub = graph.sub as Binary;

/** Bounds are inputs, or were attributes. */
function clipped(call: OnnxCall): Node {
  const x = call.input(0);
  const bound = (attribute: 'min' | 'max', place: number): number | undefined =>
    call.has(attribute) ? call.real(attribute, 0) : call.numbers(place)?.[0];
  const [min, max] = [bound('min', 1), bound('max', 2)];
  if (min === undefined && max === undefined) return x;
  if (min === undefined) return graph.clip(x, { max: max! });
  // A lower bound above the upper one is allowed, and the upper one wins.
  if (max === undefined || min <= max) return graph.clip(x, max === undefined ? { min } : { min, max });
  return graph.clip(graph.clip(x, { min }), { max });
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

/** OnnxOperators that work element by element. */
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
