// What layers, losses, learners and trainings are written with, besides the operations of the index.
export { count } from './operations/reductions/sums-and-broadcasts.ts';
export { moments } from './operations/reductions/moments.ts';
export { normalize, reciprocalRoot } from './operations/layers/normalization.ts';
export { leadingRows, withRules } from './operations/layers/sequences.ts';
export { inDomain } from './operations/layers/checked.ts';
export { requirementOf, type Domain } from './wire/wire.ts';
export { nodeOf } from './node/node.ts';
export type { Indices } from './protocol/dtype-rules.ts';
export type { Mismatch, Print } from './shape/shapes.ts';
export type { AxisIn, AxisOption, Replaced } from './protocol/axes.ts';
export type { Product, Refits, SameSizes } from './shape/product.ts';
export type { Concatenated } from './operations/concat.ts';
export type { Convolved } from './operations/windows/convolved.ts';
export type { AxisPadding } from './shape/sliding.ts';

// What trains or predicts with a graph.
export { scalarLoss } from './gradient/backward.ts';
export { trainedParameters } from './gradient/parameters-of.ts';
export { predicting, type Predicting, rebuild, withInputs } from './node/rebuild.ts';
export { elementPlace } from './sources/coerce.ts';
export { handOut, capture } from './run/capture.ts';
export type { Capture } from './wire/capture.ts';

// What a runner is, which computes frames in place of the interpreter.
export {
  type Demands,
  type Executor,
  type Pass,
  type RowsRequest,
  type Runner,
  noteCommit,
  type Commit,
} from './frame/executor.ts';
