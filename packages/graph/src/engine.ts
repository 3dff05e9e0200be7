// What the interpreter and the compiler share, for packages that compute frames in place of the interpreter.
export {
  noteCommit,
  type Commit,
  type Demands,
  type Executor,
  type Pass,
  type RowsRequest,
  type Runner,
} from './frame/executor.ts';
export { accessOf, broadcastStrides, type Access, bind, exact, type InstructionName } from './interpreter/bind.ts';
export { erf } from './interpreter/erf.ts';
export { extentsOf } from './interpreter/reductions.ts';
export { type Runs, runsOf, shiftWithin, windowOfPart } from './interpreter/parts.ts';
export { convolutionExtents } from './interpreter/convolution.ts';
export { precisionOf, type Wire, type Slot } from './wire/wire.ts';
export { FEW } from './run/input-port.ts';
export type { SlidingAxis, AxisPadding } from './shape/sliding.ts';
export { windowOf, type Positions } from './shape/window.ts';
export { isCovering, isDisjoint, poolingOf, type Pooling, type PoolWindows } from './shape/pooling.ts';
export { type SourceValue, Storage } from './wire/source-value.ts';
export type { Formula, Instruction } from './wire/formula.ts';
export type { ElementwiseKernel, KnownLoop, LoopKernel } from './wire/kernel.ts';
export type { LoopBody, LoopName, LoopPart, Loops, ReducerName, ScatterReduction } from './wire/loops.ts';
export { BodyFrame } from './scan/body.ts';
