export { blas, type BlasOptions } from './blas/blas.ts';
export { llvm, type LlvmOptions } from './llvm/llvm.ts';
export { checkpoint, type CheckpointOptions } from './checkpoint.ts';
export { FileError } from './file-error.ts';
export { fileLog, type FileLog } from './log/file-log.ts';
export type { FileLogOptions } from './log/file-log-options.ts';
export { imageFiles, type ListedFile } from './image-files.ts';
export { latestCheckpoint } from './latest-checkpoint.ts';
export { loadModel, type LoadModelOptions } from './load-model.ts';
export { processPort, type ProcessLike } from './process-port.ts';
export { progressBar, type Countable, type ProgressBarOptions } from './progress-bar.ts';
export { readSnapshot } from './read-snapshot.ts';
export {
  resumedSettings,
  savedSettings,
  type LongerRun,
  type ResumedSettingsOptions,
  type Scheduled,
  type ScheduleSpan,
} from './run-settings.ts';
export { saveModel, type SaveModelOptions } from './save-model.ts';
export { writeSnapshot } from './write-snapshot.ts';
