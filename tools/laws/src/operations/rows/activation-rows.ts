import * as graph from '@thalweg/graph';
import { unary } from './elementwise-row.ts';
import type { OperationRow } from '../operation-row.ts';

/** The error function by its series of positive terms, `2/√π·e^(−x²)·Σ 2ⁿ·x^(2n+1)/(1·3·…·(2n+1))`. */
function errorFunction(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let [sum, term] = [0, x];
  for (let n = 1; n < 200; n++) {
    sum += term;
    term *= (2 * x * x) / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

const elu = (alpha: number) => (x: number) => (x > 0 ? x : alpha * (Math.exp(x) - 1));
const leakyRelu = (slope: number) => (x: number) => (x > 0 ? x : slope * x);
const clip = (min: number, max: number) => (x: number) => Math.min(Math.max(x, min), max);
const gelu = (x: number): number => (x / 2) * (1 + errorFunction(x / Math.sqrt(2)));
const geluByTanh = (x: number): number => (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));

/** Activations, and the functions that they are made of. */
export const activationRows: readonly OperationRow[] = [
  unary('log1p', graph.log1p, Math.log1p, { ranges: [[-0.9, 2]] }),
  unary('expm1', graph.expm1, Math.expm1),
  unary('erf', graph.erf, errorFunction),
  unary('floor', graph.floor, Math.floor, { gradient: 'zero' }),
  unary('softplus', graph.softplus, x => (x > 700 ? x : Math.log(1 + Math.exp(x)))),
  unary('silu', graph.silu, x => x * (1 / (1 + Math.exp(-x)))),
  unary('elu', x => graph.elu(x!), elu(1)),
  unary('elu', x => graph.elu(x!, { alpha: 0.5 }), elu(0.5), { variant: 'to −½' }),
  unary('leakyRelu', x => graph.leakyRelu(x!), leakyRelu(0.01)),
  unary('leakyRelu', x => graph.leakyRelu(x!, { slope: 0.25 }), leakyRelu(0.25), { variant: 'with a slope of ¼' }),
  unary('gelu', x => graph.gelu(x!), gelu),
  unary('gelu', x => graph.gelu(x!, { approximate: 'tanh' }), geluByTanh, { variant: 'by tanh' }),
  unary('clip', x => graph.clip(x!, { min: -0.75, max: 1.25 }), clip(-0.75, 1.25), { variant: 'between −¾ and 1¼' }),
  unary('clip', x => graph.clip(x!, { min: 0.125 }), clip(0.125, Infinity), { variant: 'from ⅛' }),
  unary('clip', x => graph.clip(x!, { max: 0.125 }), clip(-Infinity, 0.125), { variant: 'to ⅛' }),
]; // prettier-ignore
