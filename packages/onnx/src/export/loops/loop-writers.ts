import { movedAxes } from '../moved-axes.ts';
import { contraction } from './contraction.ts';
import { convolution } from './convolution.ts';
import { determinant } from './determinant.ts';
import { addAlong, combineAlong, gather, gatherRows, oneHot, scatter, scatterRows, takeAlong } from './indexing.ts';
import type { LoopWriters } from './loop-writer.ts';
import { argmax, argsort, topK } from './ordering.ts';
import { concat, pad, roll, slice, split, zeros } from './places.ts';
import { averageWindows, pickMax, shareWindows } from './pools.ts';
import { reduce } from './reduce.ts';
import { cumprod, cumsum, recurrence, runningExtreme } from './running.ts';
import { count, positions } from './sizes.ts';

/** The loops that ONNX can say. Scans are written apart, with all of their results at once. */
export const loopWriters: LoopWriters = {
  addAlong,
  argmax,
  argsort,
  averageWindows,
  combineAlong,
  concat,
  contraction,
  convolution,
  count,
  cumprod,
  cumsum,
  determinant,
  gather,
  gatherRows,
  oneHot,
  pad,
  pickMax,
  positions,
  recurrence,
  reduce,
  roll,
  runningExtreme,
  scatter,
  scatterRows,
  shareWindows,
  slice,
  split,
  swapAxes: (emission, { inputs: [x] }) => movedAxes(emission, emission.valueOf(x!), [1, 0, ...x!.shape.slice(2).map((_, n) => n + 2)]), // prettier-ignore
  takeAlong,
  topK,
  zeros,
};

/** The reasons why ONNX cannot say other loops. */
export const reasons: Readonly<Record<string, string>> = {
  cholesky: 'ONNX has no factors of matrices',
  solve: 'ONNX solves no systems of equations',
  triangularSolve: 'ONNX solves no systems of equations',
  uniform: 'its random numbers follow from a key and a counter',
};
