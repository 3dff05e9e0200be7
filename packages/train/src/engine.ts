// The parts of a training that other packages of ours build their own operators with.
export { descentOf, type Descent } from './descent.ts';
export { endFirst } from './end-first.ts';
export { consume } from './consume.ts';
export type { Take } from './pull.ts';
export { columnBinder } from './column-binder.ts';
export { badRecordsOf, skippingBadRecords } from './on-bad-record.ts';
export { planWith, run, runDefaults, type Opened, type Plan } from './plan.ts';
export { progressOf } from './progress.ts';
export { recordBinder } from './record-binder.ts';
export { captureRun, type CapturedRun } from './snapshot/capture-run.ts';
export { CHECKSUM_START, digitsOf } from './snapshot/file-format.ts';
export { keepTraining } from './snapshot/keep-training.ts';
export { snapshotFrom } from './snapshot/snapshot-from.ts';
export { snapshotParts, type Encodable } from './snapshot/snapshot-parts.ts';
export { SkipCounter } from './skipped.ts';
export { epochAt, recordOf, type StepOutputs } from './step-record.ts';
