import {
  asDeclared,
  leadingRows,
  oneRecord,
  recalledImaginary,
  recalledReal,
  withRowsOf,
  withRules,
} from '../operations/layers/sequences.ts';
import { checkedRate, inDomain } from '../operations/layers/checked.ts';
import { deviationsFrom } from '../operations/reductions/moments.ts';
import { count, repeatOver } from '../operations/reductions/sums-and-broadcasts.ts';
import { filled, positions, zerosAlong } from '../operations/creation/filled.ts';
import { padLike, splitAt } from '../operations/movement/parts-of-axis.ts';
import { mergeAxes, splitAxis, swapAxes } from '../operations/movement/merge-axes.ts';
import { noiseCounter, uniformLike, uniformOf } from '../operations/uniform-like.ts';
import { normalize, reciprocalRoot, shareOf } from '../operations/layers/normalization.ts';
import { recurrence } from '../operations/reductions/recurrence.ts';
import { solved } from '../operations/linear-algebra/solved.ts';
import { notEmpty } from '../operations/order/quantiles-over.ts';
import { convolutionInput, convolutionWeights } from '../operations/windows/convolve.ts';
import { whenTraining } from '../gradient/when-training.ts';
import { abs } from '../operations/abs.ts';
import { acos } from '../operations/acos.ts';
import { acosh } from '../operations/acosh.ts';
import { add } from '../operations/add.ts';
import { all, any } from '../operations/any.ts';
import { argmax, argmin } from '../operations/argmax.ts';
import { argsort } from '../operations/argsort.ts';
import { asin } from '../operations/asin.ts';
import { asinh } from '../operations/asinh.ts';
import { atan } from '../operations/atan.ts';
import { atan2 } from '../operations/atan2.ts';
import { atanh } from '../operations/atanh.ts';
import { averagePool, averagePoolBack } from '../operations/average-pool.ts';
import { cast } from '../operations/cast.ts';
import { ceil } from '../operations/ceil.ts';
import { celu } from '../operations/celu.ts';
import { cholesky } from '../operations/cholesky.ts';
import { atLeast, atMost } from '../operations/clip.ts';
import { equal, greater, greaterEqual, less, lessEqual, notEqual } from '../operations/comparison.ts';
import { concat } from '../operations/concat.ts';
import { transposedConvolution } from '../operations/conv-transpose2d.ts';
import { conv1d } from '../operations/conv1d.ts';
import { conv2d } from '../operations/conv2d.ts';
import { cummax, cummin } from '../operations/cummax.ts';
import { cumprod } from '../operations/cumprod.ts';
import { cumsum } from '../operations/cumsum.ts';
import { determinant } from '../operations/determinant.ts';
import { diagonal } from '../operations/diagonal.ts';
import { div } from '../operations/div.ts';
import { elu } from '../operations/elu.ts';
import { erf } from '../operations/erf.ts';
import { exp } from '../operations/exp.ts';
import { exp2 } from '../operations/exp2.ts';
import { expandDims } from '../operations/expand-dims.ts';
import { expm1 } from '../operations/expm1.ts';
import { floor } from '../operations/floor.ts';
import { fmod } from '../operations/fmod.ts';
import { gather, scatterAddLike } from '../operations/gather.ts';
import { gelu } from '../operations/gelu.ts';
import { hardSigmoid } from '../operations/hard-sigmoid.ts';
import { hardSwish } from '../operations/hard-swish.ts';
import { isFinite, isInfinite, isNaN } from '../operations/is-finite.ts';
import { leakyRelu } from '../operations/leaky-relu.ts';
import { logDeterminant } from '../operations/log-determinant.ts';
import { logSigmoid } from '../operations/log-sigmoid.ts';
import { log } from '../operations/log.ts';
import { log10 } from '../operations/log10.ts';
import { log1p } from '../operations/log1p.ts';
import { log2 } from '../operations/log2.ts';
import { logicalAnd, logicalNot, logicalOr, logicalXor } from '../operations/logical.ts';
import { matmul } from '../operations/matmul.ts';
import { maxPool, pickMax, placeMax } from '../operations/max-pool.ts';
import { max, min } from '../operations/max.ts';
import { maximum, minimum } from '../operations/maximum.ts';
import { mish } from '../operations/mish.ts';
import { mod } from '../operations/mod.ts';
import { mul } from '../operations/mul.ts';
import { neg } from '../operations/neg.ts';
import { oneHot } from '../operations/one-hot.ts';
import { pow } from '../operations/pow.ts';
import { prelu } from '../operations/prelu.ts';
import { othersMultiplied, prod } from '../operations/prod.ts';
import { reciprocal } from '../operations/reciprocal.ts';
import { relu } from '../operations/relu.ts';
import { relu6 } from '../operations/relu6.ts';
import { reshape } from '../operations/reshape.ts';
import { roll } from '../operations/roll.ts';
import { round } from '../operations/round.ts';
import { scatterAlong } from '../operations/scatter-along.ts';
import { selu } from '../operations/selu.ts';
import { sigmoid } from '../operations/sigmoid.ts';
import { sign } from '../operations/sign.ts';
import { silu } from '../operations/silu.ts';
import { cos, sin } from '../operations/sin.ts';
import { cosh, sinh } from '../operations/sinh.ts';
import { slice } from '../operations/slice.ts';
import { softplus } from '../operations/softplus.ts';
import { softsign } from '../operations/softsign.ts';
import { sqrt } from '../operations/sqrt.ts';
import { square } from '../operations/square.ts';
import { squeeze } from '../operations/squeeze.ts';
import { stopGradient } from '../operations/stop-gradient.ts';
import { sub } from '../operations/sub.ts';
import { broadcastLike, sum } from '../operations/sum.ts';
import { addAlong, takeAlong } from '../operations/take-along.ts';
import { tan } from '../operations/tan.ts';
import { tanh } from '../operations/tanh.ts';
import { topK } from '../operations/top-k.ts';
import { transpose } from '../operations/transpose.ts';
import { triangularSolve } from '../operations/triangular-solve.ts';
import { trunc } from '../operations/trunc.ts';
import { upsampleBack, upsampleNearest } from '../operations/upsample.ts';
import { where } from '../operations/where.ts';
import { insertAxes, removeAxes } from '../protocol/axes.ts';
import { scan } from '../scan/scan.ts';
import type { OperationTable } from './graph-description.ts';

/** All operations that a saved graph may call, by name: a table for `loadModel`. An app that passes fewer pays for fewer. */
export const allOperations: OperationTable = {
  abs,
  acos,
  acosh,
  add,
  addAlong,
  all,
  any,
  argmax,
  argmin,
  argsort,
  asDeclared,
  asin,
  asinh,
  atan,
  atan2,
  atanh,
  atLeast,
  atMost,
  averagePool,
  averagePoolBack,
  broadcastLike,
  cast,
  ceil,
  celu,
  checkedRate,
  cholesky,
  concat,
  conv1d,
  conv2d,
  convolutionInput,
  convolutionWeights,
  cos,
  cosh,
  count,
  cummax,
  cummin,
  cumprod,
  cumsum,
  determinant,
  deviationsFrom,
  diagonal,
  div,
  elu,
  equal,
  erf,
  exp,
  exp2,
  expandDims,
  expm1,
  filled,
  floor,
  fmod,
  gather,
  gelu,
  greater,
  greaterEqual,
  hardSigmoid,
  hardSwish,
  inDomain,
  insertAxes,
  isFinite,
  isInfinite,
  isNaN,
  leadingRows,
  leakyRelu,
  less,
  lessEqual,
  log,
  log10,
  log1p,
  log2,
  logDeterminant,
  logicalAnd,
  logicalNot,
  logicalOr,
  logicalXor,
  logSigmoid,
  matmul,
  max,
  maximum,
  maxPool,
  mergeAxes,
  min,
  minimum,
  mish,
  mod,
  mul,
  neg,
  noiseCounter,
  normalize,
  notEmpty,
  notEqual,
  oneHot,
  oneRecord,
  othersMultiplied,
  padLike,
  pickMax,
  placeMax,
  positions,
  pow,
  prelu,
  prod,
  recalledImaginary,
  recalledReal,
  reciprocal,
  reciprocalRoot,
  recurrence,
  relu,
  relu6,
  removeAxes,
  repeatOver,
  reshape,
  roll,
  round,
  scan,
  scatterAddLike,
  scatterAlong,
  selu,
  shareOf,
  sigmoid,
  sign,
  silu,
  sin,
  sinh,
  slice,
  softplus,
  softsign,
  solved,
  splitAt,
  splitAxis,
  sqrt,
  square,
  squeeze,
  stopGradient,
  sub,
  sum,
  swapAxes,
  takeAlong,
  tan,
  tanh,
  topK,
  transpose,
  transposedConvolution,
  triangularSolve,
  trunc,
  uniformLike,
  uniformOf,
  upsampleBack,
  upsampleNearest,
  whenTraining,
  where,
  withRowsOf,
  withRules,
  zerosAlong,
};
