export { checkpoint, type CheckpointOptions } from './checkpoint.ts';
export { FileError } from './file-error.ts';
export { latestCheckpoint } from './latest-checkpoint.ts';
export { progressBar, type Countable, type ProgressBarOptions } from './progress-bar.ts';
export { readSnapshot } from './read-snapshot.ts';
export { resumedSettings, savedSettings, type ResumedSettingsOptions } from './run-settings.ts';
export { writeSnapshot } from './write-snapshot.ts';
