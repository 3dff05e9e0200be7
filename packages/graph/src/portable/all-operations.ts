import { whenTraining } from '../gradient/when-training.ts';
import { abs } from '../operations/abs.ts';
import { acos } from '../operations/acos.ts';
import { acosh } from '../operations/acosh.ts';
import { add } from '../operations/add.ts';
import { asin } from '../operations/asin.ts';
import { asinh } from '../operations/asinh.ts';
import { atan } from '../operations/atan.ts';
import { atan2 } from '../operations/atan2.ts';
import { atanh } from '../operations/atanh.ts';
import { averagePool } from '../operations/average-pool.ts';
import { ceil } from '../operations/ceil.ts';
import { equal, greater, greaterEqual, less, lessEqual, notEqual } from '../operations/comparison.ts';
import { concat } from '../operations/concat.ts';
import { convTranspose2d } from '../operations/conv-transpose2d.ts';
import { conv1d } from '../operations/conv1d.ts';
import { conv2d } from '../operations/conv2d.ts';
import { div } from '../operations/div.ts';
import { erf } from '../operations/erf.ts';
import { exp } from '../operations/exp.ts';
import { exp2 } from '../operations/exp2.ts';
import { expandDims } from '../operations/expand-dims.ts';
import { expm1 } from '../operations/expm1.ts';
import { floor } from '../operations/floor.ts';
import { fmod } from '../operations/fmod.ts';
import { gather } from '../operations/gather.ts';
import { hardSigmoid } from '../operations/hard-sigmoid.ts';
import { hardSwish } from '../operations/hard-swish.ts';
import { logSigmoid } from '../operations/log-sigmoid.ts';
import { log } from '../operations/log.ts';
import { log10 } from '../operations/log10.ts';
import { log1p } from '../operations/log1p.ts';
import { log2 } from '../operations/log2.ts';
import { logicalAnd, logicalNot, logicalOr, logicalXor } from '../operations/logical.ts';
import { matmul } from '../operations/matmul.ts';
import { maxPool } from '../operations/max-pool.ts';
import { max, min } from '../operations/max.ts';
import { maximum, minimum } from '../operations/maximum.ts';
import { mish } from '../operations/mish.ts';
import { mod } from '../operations/mod.ts';
import { mul } from '../operations/mul.ts';
import { neg } from '../operations/neg.ts';
import { pow } from '../operations/pow.ts';
import { prelu } from '../operations/prelu.ts';
import { reciprocal } from '../operations/reciprocal.ts';
import { relu } from '../operations/relu.ts';
import { relu6 } from '../operations/relu6.ts';
import { reshape } from '../operations/reshape.ts';
import { round } from '../operations/round.ts';
import { selu } from '../operations/selu.ts';
import { sigmoid } from '../operations/sigmoid.ts';
import { sign } from '../operations/sign.ts';
import { silu } from '../operations/silu.ts';
import { cos, sin } from '../operations/sin.ts';
import { cosh, sinh } from '../operations/sinh.ts';
import { slice } from '../operations/slice.ts';
import { softplus } from '../operations/softplus.ts';
import { sqrt } from '../operations/sqrt.ts';
import { square } from '../operations/square.ts';
import { squeeze } from '../operations/squeeze.ts';
import { stopGradient } from '../operations/stop-gradient.ts';
import { sub } from '../operations/sub.ts';
import { broadcastLike, sum } from '../operations/sum.ts';
import { tan } from '../operations/tan.ts';
import { tanh } from '../operations/tanh.ts';
import { transpose } from '../operations/transpose.ts';
import { trunc } from '../operations/trunc.ts';
import { uniformLike } from '../operations/uniform-like.ts';
import { where } from '../operations/where.ts';
import { scan } from '../scan/scan.ts';
import type { OperationTable } from './graph-description.ts';

/** All operations that a saved graph may call, by name: a table for `loadModel`. An app that passes fewer pays for fewer. */
export const allOperations: OperationTable = {
  abs,
  acos,
  acosh,
  add,
  asin,
  asinh,
  atan,
  atan2,
  atanh,
  averagePool,
  broadcastLike,
  ceil,
  concat,
  conv1d,
  conv2d,
  convTranspose2d,
  cos,
  cosh,
  div,
  equal,
  erf,
  exp,
  exp2,
  expandDims,
  expm1,
  floor,
  fmod,
  gather,
  greater,
  greaterEqual,
  hardSigmoid,
  hardSwish,
  less,
  lessEqual,
  log,
  log10,
  log1p,
  log2,
  logicalAnd,
  logicalNot,
  logicalOr,
  logicalXor,
  logSigmoid,
  matmul,
  max,
  maximum,
  maxPool,
  min,
  minimum,
  mish,
  mod,
  mul,
  neg,
  notEqual,
  pow,
  prelu,
  reciprocal,
  relu,
  relu6,
  reshape,
  round,
  scan,
  selu,
  sigmoid,
  sign,
  silu,
  sin,
  sinh,
  slice,
  softplus,
  sqrt,
  square,
  squeeze,
  stopGradient,
  sub,
  sum,
  tan,
  tanh,
  transpose,
  trunc,
  uniformLike,
  whenTraining,
  where,
};
