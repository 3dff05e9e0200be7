import * as graph from '@thalweg/graph';
import type { Node } from '@thalweg/graph';
import { binary, unary } from './elementwise-row.ts';
import type { OperationRow } from '../laws/operation-row.ts';
import { drawn, plain, type Plain } from '../laws/plain.ts';

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

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
const ramp = (x: number): number => Math.min(Math.max(x + 3, 0), 6) / 6;
const celu = (alpha: number) => (x: number) => (x > 0 ? x : alpha * Math.expm1(x / alpha));
const [SCALE, ALPHA] = [1.0507009873554805, 1.6732632423543772];

/** The gated linear unit along an axis of a value of rank 2. */
const glu =
  (axis: 0 | 1) =>
  ({ shape, data }: Plain): Plain => {
    const [rows, columns] = shape as [number, number];
    const half = shape[axis]! / 2;
    const [height, width] = axis === 0 ? [half, columns] : [rows, half];
    const at = (i: number, j: number): number => data[i * columns + j]!;
    return plain(
      [height, width],
      ([i, j]) => at(i!, j!) * logistic(axis === 0 ? at(i! + half, j!) : at(i!, j! + half)),
    );
  };

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
  unary('relu6', x => graph.relu6(graph.mul(x!, 4)) as Node, x => Math.min(Math.max(4 * x, 0), 6), { variant: 'of 4x' }),
  binary('prelu', (x, slope) => graph.prelu(x!, slope!), (x, slope) => (x > 0 ? x : slope * x), { notFinite: 'formula' }),
  unary('selu', graph.selu, x => SCALE * (x > 0 ? x : ALPHA * Math.expm1(x))),
  unary('celu', x => graph.celu(x!), celu(1)),
  unary('celu', x => graph.celu(x!, { alpha: 0.5 }), celu(0.5), { variant: 'to −½' }),
  unary('mish', graph.mish, x => (x > 700 ? x : x * Math.tanh(Math.log1p(Math.exp(x))))),
  unary('hardSigmoid', x => graph.hardSigmoid(graph.mul(x!, 3)) as Node, x => ramp(3 * x), { variant: 'of 3x' }),
  unary('hardSwish', x => graph.hardSwish(graph.mul(x!, 3)) as Node, x => 3 * x * ramp(3 * x), { variant: 'of 3x' }),
  unary('logSigmoid', graph.logSigmoid, x => (x < -700 ? x : -Math.log1p(Math.exp(-x)))),
  unary('softsign', graph.softsign, x => x / (1 + Math.abs(x))),
  { name: 'glu', apply: x => graph.glu(x!) as Node, naive: glu(1), cases: [[drawn([3, 4], 1)], [drawn([1, 2], 2)], [drawn([0, 2], 3)]], gradient: 'passes', misfits: [[drawn([2, 3], 4)]] },
  { name: 'glu', variant: 'along axis 0', apply: x => graph.glu(x!, { axis: 0 }) as Node, naive: glu(0), cases: [[drawn([4, 3], 5)]], gradient: 'passes', misfits: [[drawn([3, 2], 6)]] },
]; // prettier-ignore
