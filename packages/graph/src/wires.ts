// Graphs as they are read by what translates, measures or draws them.
export { type Wire, inputsOf, needsValue, precisionOf, type Slot } from './wire/wire.ts';
export { multiplyAddsOf } from './run/pass-limits.ts';
export type { Formula, Instruction } from './wire/formula.ts';
export type { InstructionName } from './interpreter/bind.ts';
export type { ElementwiseKernel, KnownLoop, LoopKernel } from './wire/kernel.ts';
export {
  type LoopBody,
  type LoopPart,
  type LoopName,
  type Loops,
  loopDemands,
  type ReducerName,
  type ScatterReduction,
} from './wire/loops.ts';
export type { SourceValue } from './wire/source-value.ts';

// Shapes and windows.
export { normalShape, normalSize, sizeTerms } from './shape/size-name.ts';
export { productOfSizes, sumOfSizes } from './shape/combined-size.ts';
export { isChannelsFirst, slideAlong, type AxisPadding, type SlidingAxis } from './shape/sliding.ts';
export type { PoolWindows } from './shape/pooling.ts';
export type { Positions } from './shape/window.ts';
