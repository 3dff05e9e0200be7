import { convolutionCode } from '../convolution/convolution-code.ts';
import { REGISTERS } from '../emit/accumulators.ts';
import { choleskyCode, determinantCode } from '../emit/factorizations.ts';
import {
  addAlongCode,
  combineAlongCode,
  gatherCode,
  oneHotCode,
  positionsCode,
  scatterCode,
  takeAlongCode,
  zerosCode,
} from '../emit/indexing.ts';
import { pickMaxCode, placeMaxCode } from '../emit/max-pooling.ts';
import { argsortCode, topKCode } from '../emit/order.ts';
import { averageWindowsCode, shareWindowsCode } from '../emit/pooling.ts';
import { reductionItems } from '../emit/reduction-items.ts';
import { argmaxCode, countCode, productOfOthersCode, reduceNumbers } from '../emit/reductions.ts';
import { cumprodCode, cumsumCode, recurrenceCode, runningExtremeCode } from '../emit/running.ts';
import { concatCode, padCode, rollCode, sliceCode, splitCode, swapAxesCode } from '../emit/slices.ts';
import { solveCode, triangularSolveCode } from '../emit/solve.ts';
import { gatherRowsCode, scatterRowsCode, uniqueCode, uniqueInverseCode } from '../emit/touched.ts';
import { uniformCode } from '../emit/uniform.ts';
import { atan2, cos, sin } from '../functions/angles.ts';
import { erf, exp, expm1, tanh } from '../functions/exponentials.ts';
import { fmod } from '../functions/fmod.ts';
import { log, log10, log1p, log2 } from '../functions/logarithms.ts';
import { pow } from '../functions/pow.ts';
import { fuseReductions, reductionItem } from '../lowering/fuse-reductions.ts';
import { scanBuffers } from '../lowering/lifetimes.ts';
import { productItem } from '../lowering/product-item.ts';
import { packRightsOf, scanItem } from '../lowering/scan-item.ts';
import { packedProduct, productItems } from '../product/product-items.ts';
import { packPanels } from '../product/packing.ts';
import { scanItems } from '../scan/write-scan.ts';
import type { LoopFamily } from './family.ts';

/** Returns nothing: what does not become an item is interpreted. */
const interpreted = (): undefined => undefined;

/** Products of matrices, one or many, as in dense layers and attention. */
export const products: LoopFamily = {
  name: 'products',
  loops: { contraction: interpreted },
  products: { itemOf: productItem, packed: packedProduct, code: productItems, pack: packPanels },
};

/** Sums, means, extremes and variances along axes; positions of extremes. */
export const reductions: LoopFamily = {
  name: 'reductions',
  loops: { argmax: argmaxCode, count: countCode, reduce: reduceNumbers },
  reductions: { registers: REGISTERS, itemOf: reductionItem, fuse: fuseReductions, code: reductionItems },
};

/** Loops over time, as in recurrent layers. */
export const scans: LoopFamily = {
  name: 'scans',
  loops: { scan: interpreted, scanPart: interpreted },
  scans: { itemOf: scanItem, packRights: packRightsOf, buffers: scanBuffers, code: scanItems },
};

/** Convolutions and pools. */
export const windows: LoopFamily = {
  name: 'windows',
  loops: {
    averageWindows: averageWindowsCode,
    convolution: convolutionCode,
    pickMax: pickMaxCode,
    placeMax: placeMaxCode,
    shareWindows: shareWindowsCode,
  },
};

/** Rows and elements by their indices, as in embeddings and losses with labels. */
export const indexing: LoopFamily = {
  name: 'indexing',
  loops: {
    addAlong: addAlongCode,
    combineAlong: combineAlongCode,
    gather: gatherCode,
    gatherRows: gatherRowsCode,
    oneHot: oneHotCode,
    positions: positionsCode,
    scatter: scatterCode,
    scatterRows: scatterRowsCode,
    takeAlong: takeAlongCode,
    unique: uniqueCode,
    uniqueInverse: uniqueInverseCode,
    zeros: zerosCode,
  },
};

/** Elements at other places: slices, concatenations, paddings. */
export const movement: LoopFamily = {
  name: 'movement',
  loops: {
    concat: concatCode,
    pad: padCode,
    roll: rollCode,
    slice: sliceCode,
    split: splitCode,
    swapAxes: swapAxesCode,
  },
};

/** Sums, products and extremes of all elements so far. */
export const running: LoopFamily = {
  name: 'running',
  loops: {
    cumprod: cumprodCode,
    cumsum: cumsumCode,
    productOfOthers: productOfOthersCode,
    recurrence: recurrenceCode,
    runningExtreme: runningExtremeCode,
  },
};

/** The order of elements, and the largest ones. */
export const sorting: LoopFamily = { name: 'sorting', loops: { argsort: argsortCode, topK: topKCode } };

/** Systems of linear equations, factorizations and determinants. */
export const linearAlgebra: LoopFamily = {
  name: 'linearAlgebra',
  loops: {
    cholesky: choleskyCode,
    determinant: determinantCode,
    solve: solveCode,
    triangularSolve: triangularSolveCode,
  },
};

/** Random numbers, as in dropout. */
export const random: LoopFamily = { name: 'random', loops: { uniform: uniformCode } };

/** The functions exp, expm1, tanh and erf, as in softmax, sigmoid and GELU. */
export const exponentials: LoopFamily = {
  name: 'exponentials',
  instructions: { erf: { vector: erf }, exp: { vector: exp }, expm1: { vector: expm1 }, tanh: { vector: tanh } },
};

/** The functions log, log1p, log2 and log10, as in cross-entropies. */
export const logarithms: LoopFamily = {
  name: 'logarithms',
  instructions: { log: { vector: log }, log10: { vector: log10 }, log1p: { vector: log1p }, log2: { vector: log2 } },
};

/** Powers whose exponent is no small whole number. */
export const powers: LoopFamily = { name: 'powers', instructions: { pow: { vector: pow } } };

/** The functions sin, cos and atan2. */
export const angles: LoopFamily = {
  name: 'angles',
  instructions: { atan2: { vector: atan2 }, cos: { vector: cos }, sin: { vector: sin } },
};

/** Remainders of divisions. */
export const remainders: LoopFamily = { name: 'remainders', instructions: { fmod: { vector: fmod } } };

/** All families. */
export const ALL_FAMILIES: readonly LoopFamily[] = [
  angles,
  exponentials,
  indexing,
  linearAlgebra,
  logarithms,
  movement,
  powers,
  products,
  random,
  reductions,
  remainders,
  running,
  scans,
  sorting,
  windows,
];
