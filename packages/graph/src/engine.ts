// What a runner is written with: for packages that compute frames in place of the interpreter.
export {
  type Commit,
  type Demands,
  type Executor,
  noteCommit,
  type Pass,
  type RowsRequest,
  type Runner,
} from './frame/executor.ts';
export { type Access, accessOf, bind, broadcastStrides, exact, type InstructionName } from './interpreter/bind.ts';
export { erf } from './interpreter/erf.ts';
export { extentsOf } from './interpreter/reductions.ts';
export { type Runs, runsOf, shiftWithin, windowOfPart } from './interpreter/parts.ts';
export { scalarLoss } from './gradient/backward.ts';
export { trainedParameters } from './gradient/parameters-of.ts';
export { nodeOf } from './node/node.ts';
export { type Domain, inputsOf, needsValue, precisionOf, requirementOf, type Slot, type Wire } from './wire/wire.ts';
export { elementPlace } from './sources/coerce.ts';
export type { Convolved } from './operations/windows/convolved.ts';
export type { Concatenated } from './operations/concat.ts';
export { type AxisIn, type AxisOption, insertAxes, removeAxes, type Replaced } from './protocol/axes.ts';
export type { Mismatch, Print } from './shape/shapes.ts';
export type { Product, Refits, SameSizes } from './shape/product.ts';
export { deviationsFrom, moments } from './operations/reductions/moments.ts';
export { count, repeatOver } from './operations/reductions/sums-and-broadcasts.ts';
export { predicting, type Predicting } from './node/rebuild.ts';
export { FEW } from './run/input-port.ts';
export { capture, handOut } from './run/capture.ts';
export { convolutionExtents } from './interpreter/convolution.ts';
export { isChannelsFirst, slideAlong, type AxisPadding, type SlidingAxis } from './shape/sliding.ts';
export { productOfSizes, sumOfSizes } from './shape/combined-size.ts';
export { normalShape, normalSize, sizeTerms } from './shape/size-name.ts';
export { windowOf, type Positions } from './shape/window.ts';
export { isCovering, isDisjoint, poolingOf, type Pooling, type PoolWindows } from './shape/pooling.ts';
export type { Capture } from './wire/capture.ts';
export { type Cell, Storage } from './wire/cell.ts';
export type { Formula, Instruction } from './wire/formula.ts';
export type { ElementwiseKernel, KnownLoop, LoopKernel } from './wire/kernel.ts';
export {
  type LoopBody,
  loopDemands,
  type LoopName,
  type LoopPart,
  type Loops,
  type ReducerName,
  type ScatterReduction,
} from './wire/loops.ts';
export { BodyFrame } from './scan/body.ts';
export { limitGraph, limitsOf, multiplyAddsOf } from './run/pass-limits.ts';
export type { Indices } from './protocol/dtype-rules.ts';
export { buildGraph, type BuildOptions, type BuiltGraph } from './portable/build-graph.ts';
export { callOf } from './portable/calls.ts';
export { describeGraph, type DescribedGraph } from './portable/describe-graph.ts';
export type * from './portable/graph-description.ts';

// What saved graphs call that has no name of its own in the index: entries for a table of operations.
export {
  asDeclared,
  leadingRows,
  oneRecord,
  recalledImaginary,
  recalledReal,
  withRowsOf,
  withRules,
} from './operations/layers/sequences.ts';
export { checkedRate, inDomain } from './operations/layers/checked.ts';
export { filled, positions, zerosAlong } from './operations/creation/filled.ts';
export { padLike, splitAt } from './operations/movement/parts-of-axis.ts';
export { mergeAxes, splitAxis, swapAxes } from './operations/movement/merge-axes.ts';
export { noiseCounter, uniformOf } from './operations/uniform-like.ts';
export { normalize, reciprocalRoot, shareOf } from './operations/layers/normalization.ts';
export { recurrence } from './operations/reductions/recurrence.ts';
export { solved } from './operations/linear-algebra/solved.ts';
export { notEmpty } from './operations/order/quantiles-over.ts';
export { convolutionInput, convolutionWeights } from './operations/windows/convolve.ts';
export { averagePoolBack } from './operations/average-pool.ts';
export { atLeast, atMost } from './operations/clip.ts';
export { transposedConvolution } from './operations/conv-transpose2d.ts';
export { pickMax, placeMax } from './operations/max-pool.ts';
export { othersMultiplied } from './operations/prod.ts';
export { addAlong } from './operations/take-along.ts';
export { upsampleBack, upsampleNearest } from './operations/upsample.ts';
