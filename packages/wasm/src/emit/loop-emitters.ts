import type { KnownLoop, LoopName, Slot } from '@thalweg/graph/engine';
import { convolutionCode } from '../convolution/convolution-code.ts';
import type { LoopCode, LoopEmitter } from '../ir/loop-code.ts';
import type { Products } from '../ir/products.ts';
import { choleskyCode, determinantCode } from './factorizations.ts';
import {
  addAlongCode,
  combineAlongCode,
  gatherCode,
  oneHotCode,
  positionsCode,
  scatterCode,
  takeAlongCode,
  zerosCode,
} from './indexing.ts';
import { pickMaxCode, placeMaxCode } from './max-pooling.ts';
import { argsortCode, topKCode } from './order.ts';
import { averageWindowsCode, shareWindowsCode } from './pooling.ts';
import { argmaxCode, countCode, productOfOthersCode, reduceNumbers } from './reductions.ts';
import { cumprodCode, cumsumCode, recurrenceCode, runningExtremeCode } from './running.ts';
import { concatCode, padCode, rollCode, sliceCode, splitCode, swapAxesCode } from './slices.ts';
import { solveCode, triangularSolveCode } from './solve.ts';
import { gatherRowsCode, scatterRowsCode, uniqueCode, uniqueInverseCode } from './touched.ts';
import { uniformCode } from './uniform.ts';

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
