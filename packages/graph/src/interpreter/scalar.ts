import type { Application, Formula, Instruction, Loop, Term } from '../wire/formula.ts';
import { erf as errorFunction } from './erf.ts';

type Unary = (x: Term) => Application;

type Binary = (x: Term, y: Term) => Application;

/** −x */
export const neg: Unary = /* @__PURE__ */ instruction(
  'neg',
  a => -a,
  (n, out, o, a, p) => {
    for (let i = 0; i < n; i++) out[o + i] = -a[p + i]!;
  },
);

/** eˣ */
export const exp: Unary = /* @__PURE__ */ instruction(
  'exp',
  a => Math.exp(a),
  (n, out, o, a, p) => {
    for (let i = 0; i < n; i++) out[o + i] = Math.exp(a[p + i]!);
  },
);

/** ln x */
export const log: Unary = /* @__PURE__ */ instruction(
  'log',
  a => Math.log(a),
  (n, out, o, a, p) => {
    for (let i = 0; i < n; i++) out[o + i] = Math.log(a[p + i]!);
  },
);

/** log₂ x, exact for powers of 2 */
export const log2: Unary = /* @__PURE__ */ instruction(
  'log2',
  a => Math.log2(a),
  (n, out, o, a, p) => {
    for (let i = 0; i < n; i++) out[o + i] = Math.log2(a[p + i]!);
  },
);

/** log₁₀ x, exact for powers of 10 */
export const log10: Unary = /* @__PURE__ */ instruction(
  'log10',
  a => Math.log10(a),
  (n, out, o, a, p) => {
    for (let i = 0; i < n; i++) out[o + i] = Math.log10(a[p + i]!);
  },
);

/** ln(1 + x), exact near 0 */
export const log1p: Unary = /* @__PURE__ */ instruction(
  'log1p',
  a => Math.log1p(a),
  (n, out, o, a, p) => {
    for (let i = 0; i < n; i++) out[o + i] = Math.log1p(a[p + i]!);
  },
);

/** eˣ − 1, exact near 0 */
export const expm1: Unary = /* @__PURE__ */ instruction(
  'expm1',
  a => Math.expm1(a),
  (n, out, o, a, p) => {
    for (let i = 0; i < n; i++) out[o + i] = Math.expm1(a[p + i]!);
  },
);

/** √x */
export const sqrt: Unary = /* @__PURE__ */ instruction(
  'sqrt',
  a => Math.sqrt(a),
  (n, out, o, a, p) => {
    for (let i = 0; i < n; i++) out[o + i] = Math.sqrt(a[p + i]!);
  },
);

/** |x| */
export const abs: Unary = /* @__PURE__ */ instruction(
  'abs',
  a => Math.abs(a),
  (n, out, o, a, p) => {
    for (let i = 0; i < n; i++) out[o + i] = Math.abs(a[p + i]!);
  },
);

/** −1, 0 or 1 */
export const sign: Unary = /* @__PURE__ */ instruction(
  'sign',
  a => Math.sign(a),
  (n, out, o, a, p) => {
    for (let i = 0; i < n; i++) out[o + i] = Math.sign(a[p + i]!);
  },
);

/** the largest whole number ≤ x */
export const floor: Unary = /* @__PURE__ */ instruction(
  'floor',
  a => Math.floor(a),
  (n, out, o, a, p) => {
    for (let i = 0; i < n; i++) out[o + i] = Math.floor(a[p + i]!);
  },
);

/** the smallest whole number ≥ x */
export const ceil: Unary = /* @__PURE__ */ instruction(
  'ceil',
  a => Math.ceil(a),
  (n, out, o, a, p) => {
    for (let i = 0; i < n; i++) out[o + i] = Math.ceil(a[p + i]!);
  },
);

/** x without its fraction */
export const trunc: Unary = /* @__PURE__ */ instruction(
  'trunc',
  a => Math.trunc(a),
  (n, out, o, a, p) => {
    for (let i = 0; i < n; i++) out[o + i] = Math.trunc(a[p + i]!);
  },
);

/** From here on all float64 are whole. */
const WHOLE = 2 ** 52;

/** the nearest whole number, the even one of two */
export const round: Unary = /* @__PURE__ */ instruction('round', nearest, (n, out, o, a, p) => {
  for (let i = 0; i < n; i++) out[o + i] = nearest(a[p + i]!);
});

/** tanh x */
export const tanh: Unary = /* @__PURE__ */ instruction(
  'tanh',
  a => Math.tanh(a),
  (n, out, o, a, p) => {
    for (let i = 0; i < n; i++) out[o + i] = Math.tanh(a[p + i]!);
  },
);

/** the error function */
export const erf: Unary = /* @__PURE__ */ instruction(
  'erf',
  a => errorFunction(a),
  (n, out, o, a, p) => {
    for (let i = 0; i < n; i++) out[o + i] = errorFunction(a[p + i]!);
  },
);

/** sin x */
export const sin: Unary = /* @__PURE__ */ instruction(
  'sin',
  a => Math.sin(a),
  (n, out, o, a, p) => {
    for (let i = 0; i < n; i++) out[o + i] = Math.sin(a[p + i]!);
  },
);

/** cos x */
export const cos: Unary = /* @__PURE__ */ instruction(
  'cos',
  a => Math.cos(a),
  (n, out, o, a, p) => {
    for (let i = 0; i < n; i++) out[o + i] = Math.cos(a[p + i]!);
  },
);

/** the angle whose tangent is x/y, in the quadrant of the point (y, x): from −π to π */
export const atan2: Binary = /* @__PURE__ */ instruction(
  'atan2',
  (a, b) => Math.atan2(a, b),
  (n, out, o, a, p, b, q) => {
    for (let i = 0; i < n; i++) out[o + i] = Math.atan2(a[p + i]!, b[q + i]!);
  },
);

/** x + y */
export const add: Binary = /* @__PURE__ */ instruction(
  'add',
  (a, b) => a + b,
  (n, out, o, a, p, b, q) => {
    for (let i = 0; i < n; i++) out[o + i] = a[p + i]! + b[q + i]!;
  },
);

/** x − y */
export const sub: Binary = /* @__PURE__ */ instruction(
  'sub',
  (a, b) => a - b,
  (n, out, o, a, p, b, q) => {
    for (let i = 0; i < n; i++) out[o + i] = a[p + i]! - b[q + i]!;
  },
);

/** x · y */
export const mul: Binary = /* @__PURE__ */ instruction(
  'mul',
  (a, b) => a * b,
  (n, out, o, a, p, b, q) => {
    for (let i = 0; i < n; i++) out[o + i] = a[p + i]! * b[q + i]!;
  },
);

/** x · y of int32 in two's complement: exact, where float64 would round what is above 2⁵³ */
export const imul: Binary = /* @__PURE__ */ instruction('imul', Math.imul, (n, out, o, a, p, b, q) => {
  for (let i = 0; i < n; i++) out[o + i] = Math.imul(a[p + i]!, b[q + i]!);
});

/** x / y */
export const div: Binary = /* @__PURE__ */ instruction(
  'div',
  (a, b) => a / b,
  (n, out, o, a, p, b, q) => {
    for (let i = 0; i < n; i++) out[o + i] = a[p + i]! / b[q + i]!;
  },
);

/** the remainder of x by y, with the sign of x; exact */
export const fmod: Binary = /* @__PURE__ */ instruction(
  'fmod',
  (a, b) => a % b,
  (n, out, o, a, p, b, q) => {
    for (let i = 0; i < n; i++) out[o + i] = a[p + i]! % b[q + i]!;
  },
);

/** xʸ by IEEE 754: 1 to any power is 1, NaN included */
export const pow: Binary = /* @__PURE__ */ instruction('pow', power, (n, out, o, a, p, b, q) => {
  for (let i = 0; i < n; i++) out[o + i] = power(a[p + i]!, b[q + i]!);
});

/** the larger; NaN if either is */
export const max: Binary = /* @__PURE__ */ instruction(
  'max',
  (a, b) => Math.max(a, b),
  (n, out, o, a, p, b, q) => {
    for (let i = 0; i < n; i++) out[o + i] = Math.max(a[p + i]!, b[q + i]!);
  },
);

/** the smaller; NaN if either is */
export const min: Binary = /* @__PURE__ */ instruction(
  'min',
  (a, b) => Math.min(a, b),
  (n, out, o, a, p, b, q) => {
    for (let i = 0; i < n; i++) out[o + i] = Math.min(a[p + i]!, b[q + i]!);
  },
);

/** x < y */
export const less: Binary = /* @__PURE__ */ instruction(
  'less',
  (a, b) => (a < b ? 1 : 0),
  (n, out, o, a, p, b, q) => {
    for (let i = 0; i < n; i++) out[o + i] = a[p + i]! < b[q + i]! ? 1 : 0;
  },
);

/** x ≤ y */
export const lessEqual: Binary = /* @__PURE__ */ instruction(
  'lessEqual',
  (a, b) => (a <= b ? 1 : 0),
  (n, out, o, a, p, b, q) => {
    for (let i = 0; i < n; i++) out[o + i] = a[p + i]! <= b[q + i]! ? 1 : 0;
  },
);

/** x = y */
export const equal: Binary = /* @__PURE__ */ instruction(
  'equal',
  (a, b) => (a === b ? 1 : 0),
  (n, out, o, a, p, b, q) => {
    for (let i = 0; i < n; i++) out[o + i] = a[p + i]! === b[q + i]! ? 1 : 0;
  },
);

/** `x` where the condition holds, else `y`; the other may be anything, NaN included. */
export const select: (condition: Term, x: Term, y: Term) => Application = /* @__PURE__ */ instruction(
  'select',
  (a, b, c) => (a !== 0 ? b : c),
  (n, out, o, a, p, b, q, c, r) => {
    for (let i = 0; i < n; i++) out[o + i] = a[p + i]! !== 0 ? b[q + i]! : c[r + i]!;
  },
);

/** `x` unchanged: conversions between element types happen on the way in and out. */
export const copy: Unary = /* @__PURE__ */ instruction(
  'copy',
  a => a,
  (n, out, o, a, p) => {
    for (let i = 0; i < n; i++) out[o + i] = a[p + i]!;
  },
);

/** The nearest whole number, the even one of two; it keeps the sign of 0. */
function nearest(x: number): number {
  if (x === 0 || !(Math.abs(x) < WHOLE)) return x;
  // The sum has no bits for a fraction, and float64 rounds halves to even.
  const size = Math.abs(x) + WHOLE - WHOLE;
  return x < 0 ? -size : size;
}

/**
 * xʸ by IEEE 754, in which 1 to any power and −1 to the power of ±∞ are 1; in JavaScript, some of these are NaN.
 *
 * - **Source** IEEE 754-2019, §9.2.1
 */
function power(x: number, y: number): number {
  return x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : Math.pow(x, y);
}

/** A literal or a formula, as a formula. */
export function formulaOf(term: Term): Formula {
  return typeof term === 'number' ? { literal: term } : term;
}

/** Defines an instruction: a function from terms to the formula that applies it. */
function instruction<T extends readonly Term[]>(
  name: string,
  of: Instruction['of'],
  loop: Loop,
): (...operands: T) => Application {
  const self: Instruction = { name, of, loop };
  return (...operands) => ({ instruction: self, operands: operands.map(formulaOf) });
}
