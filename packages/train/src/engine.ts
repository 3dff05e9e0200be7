// The parts of a training that other packages of ours build their own operators with.
export { isMeasure } from './measures/measure-parts.ts';
export { registersByName, withParametersOf } from './passes/registers.ts';
export { type BoundRecord, type Take, takeRecords, takeRows, type Taking } from './passes/take-records.ts';
export { fitColumns, rowTensor } from './passes/row-tensors.ts';
export { descentOf, type Descent } from './passes/descent.ts';
export {
  stepConfiguration,
  passConfiguration,
  runDefaults,
  type StepConfiguration,
  type PassConfiguration,
} from './passes/configuration.ts';
export { progressOf } from './passes/progress.ts';
export { consume, endFirst, operatorOf, progressKeeper, runOver, type Opened } from './passes/run.ts';
export { SkipCounter } from './passes/skipping.ts';
export { captureRun, type CapturedRun } from './snapshot/capture-run.ts';
export { CHECKSUM_LENGTH, CHECKSUM_START, digitsOf } from './snapshot/file-format.ts';
export { keepTraining } from './snapshot/keep-training.ts';
export { snapshotFrom } from './snapshot/snapshot-from.ts';
export { snapshotParts, type Encodable } from './snapshot/snapshot-parts.ts';
export { preparedRestore } from './snapshot/snapshot.ts';
