// What a runner is written with: for packages that compute frames in place of the interpreter.
export type { Commit } from './frame/commit.ts';
export type { Demands, Executor, Pass, RowsRequest, Runner } from './frame/executor.ts';
export { accessOf, broadcastStrides, type Access } from './interpreter/access.ts';
export { bind } from './interpreter/bind.ts';
export { erf } from './interpreter/erf.ts';
export { extentsOf } from './interpreter/reduce.ts';
export { runsOf, windowOfPart, type Runs } from './interpreter/window.ts';
export { count } from './operations/count.ts';
export { FEW } from './run/few.ts';
export { windowOf, type Positions } from './shape/window.ts';
export type { Cell } from './wire/cell.ts';
export type { Formula, Instruction } from './wire/formula.ts';
export type { ElementwiseKernel, KnownLoop, LoopKernel } from './wire/kernel.ts';
export type { LoopName, Loops, ReducerName } from './wire/loops.ts';
export { precisionOf } from './wire/precision.ts';
export type { Slot } from './wire/slot.ts';
export { Storage } from './wire/storage.ts';
export type { Wire } from './wire/wire.ts';
