import type { KnownLoop, LoopName, Slot } from '@thalweg/graph/engine';
import { argmaxCode } from './argmax.ts';
import { argsortCode } from './argsort.ts';
import { convolutionCode } from '../convolution/convolution-code.ts';
import { averageWindowsCode, shareWindowsCode } from './average-windows.ts';
import { choleskyCode } from './cholesky.ts';
import { combineAlongCode } from './combine-along.ts';
import { concatCode, splitCode } from './concat.ts';
import { countCode } from './count.ts';
import { cumprodCode, cumsumCode } from './cumsum.ts';
import { determinantCode } from './determinant.ts';
import { gatherCode, scatterCode } from './gather.ts';
import type { LoopCode, LoopEmitter } from '../ir/loop-code.ts';
import type { Products } from '../products.ts';
import { pickMaxCode, placeMaxCode } from './max-windows.ts';
import { oneHotCode } from './one-hot.ts';
import { positionsCode } from './positions.ts';
import { productOfOthersCode } from './product-of-others.ts';
import { recurrenceCode } from './recurrence.ts';
import { reduceNumbers } from './reduce-numbers.ts';
import { rollCode } from './roll.ts';
import { runningExtremeCode } from './running-extreme.ts';
import { solveCode } from './solve.ts';
import { swapAxesCode } from './swap-axes.ts';
import { addAlongCode, takeAlongCode } from './take-along.ts';
import { topKCode } from './top-k.ts';
import { gatherRowsCode, scatterRowsCode, uniqueCode, uniqueInverseCode } from './touched.ts';
import { triangularSolveCode } from './triangular-solve.ts';
import { uniformCode } from './uniform.ts';
import { padCode, sliceCode } from './window.ts';
import { zerosCode } from './zeros.ts';

/** The code of each kind of loop. Products are scheduled otherwise, so contractions that come here are interpreted. */
const LOOP_EMITTERS: { readonly [L in LoopName]: LoopEmitter<L> } = {
  addAlong: addAlongCode,
  argmax: argmaxCode,
  argsort: argsortCode,
  averageWindows: averageWindowsCode,
  cholesky: choleskyCode,
  combineAlong: combineAlongCode,
  concat: concatCode,
  contraction: interpreted,
  convolution: convolutionCode,
  count: countCode,
  cumprod: cumprodCode,
  cumsum: cumsumCode,
  determinant: determinantCode,
  gather: gatherCode,
  gatherRows: gatherRowsCode,
  oneHot: oneHotCode,
  pad: padCode,
  pickMax: pickMaxCode,
  placeMax: placeMaxCode,
  positions: positionsCode,
  productOfOthers: productOfOthersCode,
  recurrence: recurrenceCode,
  reduce: reduceNumbers,
  roll: rollCode,
  runningExtreme: runningExtremeCode,
  scan: interpreted,
  scanPart: interpreted,
  scatter: scatterCode,
  scatterRows: scatterRowsCode,
  shareWindows: shareWindowsCode,
  slice: sliceCode,
  solve: solveCode,
  split: splitCode,
  swapAxes: swapAxesCode,
  takeAlong: takeAlongCode,
  topK: topKCode,
  triangularSolve: triangularSolveCode,
  uniform: uniformCode,
  unique: uniqueCode,
  uniqueInverse: uniqueInverseCode,
  zeros: zerosCode,
};

/** The code of a slot's loop for the sizes that it has; none leaves it to the interpreter. */
export function codeOf<L extends LoopName>(
  slot: Slot,
  { loop, parameters }: KnownLoop<L>,
  products: Products | undefined,
): LoopCode | undefined {
  return LOOP_EMITTERS[loop](slot, parameters, products);
}

function interpreted(): undefined {
  return undefined;
}
