export { becomes } from './sources/becomes.ts';
export { columnOf, type Column } from './run/column-of.ts';
export { constant } from './sources/constant.ts';
export { elementwise, type Binary, type ElementwiseParts, type Unary } from './protocol/elementwise.ts';
export { feed } from './run/feed.ts';
export { fromObservable, type StreamOptions } from './sources/from-observable.ts';
export { edge, type Edge } from './gradient/edge.ts';
export { gradient, type GradientOptions } from './gradient/gradient.ts';
export { gradientCheck, type GradientCheckOptions } from './gradient/gradient-check.ts';
export type { CheckedElement, Differences } from './gradient/finite-differences.ts';
export type { GradientReport } from './gradient/gradient-report.ts';
export { gradients, Gradients } from './gradient/gradients.ts';
export { jacobian } from './gradient/jacobian.ts';
export { parametersOf } from './gradient/parameters-of.ts';
export { GraphError } from './errors/graph-error.ts';
export { guardFinite } from './run/guard-finite.ts';
export { input, Input, type InputOptions } from './sources/input.ts';
export { Intake } from './run/intake.ts';
export {
  Node,
  type BackwardPass,
  type LocalGradient,
  type NodeParts,
  type NodeRule,
  type Reverse,
  type Target,
  type Touched,
  type Writable,
} from './node/node.ts';
export { NumericError } from './errors/numeric-error.ts';
export { feedOf, openFrame, type FrameOptions } from './run/open-frame.ts';
export type { Guard } from './frame/frame.ts';
export type { Runner } from './frame/runner.ts';
export type { Feed, Outcome, Rows, TaskFrame } from './frame/task-frame.ts';
export type { Operand } from './protocol/operand.ts';
export { operation, type Compute, type Elements, type OperationParts } from './protocol/operation.ts';
export { abs } from './operations/abs.ts';
export { add } from './operations/add.ts';
export { argmax } from './operations/argmax.ts';
export { cast } from './operations/cast.ts';
export { clip, type ClipOptions } from './operations/clip.ts';
export { equal, greater, greaterEqual, less, lessEqual, notEqual } from './operations/comparison.ts';
export { concat } from './operations/concat.ts';
export { cumsum, type CumsumOptions } from './operations/cumsum.ts';
export { div } from './operations/div.ts';
export { elu, type EluOptions } from './operations/elu.ts';
export { erf } from './operations/erf.ts';
export { exp } from './operations/exp.ts';
export { expm1 } from './operations/expm1.ts';
export { fillLike } from './operations/fill-like.ts';
export { flip } from './operations/flip.ts';
export { floor } from './operations/floor.ts';
export { gather, scatterAddLike } from './operations/gather.ts';
export { gelu, type GeluOptions } from './operations/gelu.ts';
export { minus, over, plus, times } from './operations/infix.ts';
export { leakyRelu, type LeakyReluOptions } from './operations/leaky-relu.ts';
export { log } from './operations/log.ts';
export { log1p } from './operations/log1p.ts';
export { logSumExp } from './operations/log-sum-exp.ts';
export { matmul, type MatmulOptions } from './operations/matmul.ts';
export { max, min } from './operations/max.ts';
export { maximum, minimum } from './operations/maximum.ts';
export { mean } from './operations/mean.ts';
export { mul } from './operations/mul.ts';
export { neg } from './operations/neg.ts';
export { norm, type NormOptions } from './operations/norm.ts';
export { oneHot } from './operations/one-hot.ts';
export { pad, type PadOptions } from './operations/pad.ts';
export { pow } from './operations/pow.ts';
export { prod } from './operations/prod.ts';
export { reciprocal } from './operations/reciprocal.ts';
export { relu } from './operations/relu.ts';
export { repeat, type RepeatOptions } from './operations/repeat.ts';
export { reshape } from './operations/reshape.ts';
export { sigmoid } from './operations/sigmoid.ts';
export { sign } from './operations/sign.ts';
export { silu } from './operations/silu.ts';
export { cos, sin } from './operations/sin.ts';
export { slice, type SliceOptions } from './operations/slice.ts';
export { logSoftmax, softmax } from './operations/softmax.ts';
export { softplus } from './operations/softplus.ts';
export { sqrt } from './operations/sqrt.ts';
export { square } from './operations/square.ts';
export { stack } from './operations/stack.ts';
export { stopGradient } from './operations/stop-gradient.ts';
export { sub } from './operations/sub.ts';
export { broadcastLike, sum, sumLike } from './operations/sum.ts';
export { targetOf } from './sources/target-of.ts';
export { takeAlong } from './operations/take-along.ts';
export { tanh } from './operations/tanh.ts';
export { topK, type TopK } from './operations/top-k.ts';
export { transpose } from './operations/transpose.ts';
export { uniformLike } from './operations/uniform-like.ts';
export { variance, type VarianceOptions } from './operations/variance.ts';
export { where } from './operations/where.ts';
export { parameter, Parameter } from './sources/parameter.ts';
export { read } from './run/read.ts';
export { Register, type ValueOptions } from './sources/register.ts';
export { registersOf } from './sources/registers-of.ts';
export { scalar } from './protocol/scalar.ts';
export { Source } from './sources/source.ts';
export { sparseRows, type SparseRows } from './gradient/sparse-rows.ts';
export { state } from './sources/state.ts';
export { writtenWhen } from './sources/written-when.ts';
export { substitute } from './node/substitute.ts';
export { whenTraining } from './operations/when-training.ts';
export type { Formula, Term } from './wire/formula.ts';
