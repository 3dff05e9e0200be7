import * as graph from '@thalweg/graph';
import type { Node, Operand } from '@thalweg/graph';
import { isFloat } from '@thalweg/tensor';
import type { OnnxCall } from '../onnx-call.ts';
import type { OnnxOperators } from '../onnx-operator.ts';
import { many, one, two, type Binary } from './arity.ts';

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
