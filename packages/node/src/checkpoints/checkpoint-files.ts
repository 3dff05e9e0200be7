import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, FileError } from '../files/file-errors.ts';

/** The file of a checkpoint. */
export interface CheckpointFile {
  readonly path: string;
  readonly step: number;
}

/** Returns the path of a step’s checkpoint. */
export function checkpointPath(folder: string, step: number): string {
  return join(folder, `step-${String(step).padStart(8, '0')}.safetensors`);
}

/** Returns the step in the name of a checkpoint file; `undefined` for other files. */
export function stepOf(name: string): number | undefined {
  const [, digits] = /^step-(\d+)\.safetensors$/.exec(name) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** Returns the checkpoints in a folder, the newest last; none if the folder does not exist. */
export function checkpointsIn(folder: string): readonly CheckpointFile[] {
  return checkpointsAmong(folder, namesIn(folder));
}

/** Returns the checkpoints among the names of the files in a folder, the newest last. */
export function checkpointsAmong(folder: string, names: readonly string[]): readonly CheckpointFile[] {
  return names
    .flatMap(name => ({ path: join(folder, name), step: stepOf(name) ?? NaN }))
    .filter(({ step }) => !Number.isNaN(step))
    .sort((a, b) => a.step - b.step);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return [];
    if (code === undefined) throw error;
    const advice = 'Check the path and its permissions.';
    throw new FileError(folder, 'the folder must be readable', (error as Error).message, advice, { cause: error });
  }
}
