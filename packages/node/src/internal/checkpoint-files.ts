import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { FileError } from '../file-error.ts';
import { codeOf } from './system-error.ts';

/** A checkpoint in a folder. */
export interface CheckpointFile {
  readonly path: string;
  readonly step: number;
}

/** Where the checkpoint of a step lies. */
export function checkpointPath(folder: string, step: number): string {
  return join(folder, `step-${String(step).padStart(8, '0')}.safetensors`);
}

/** The step in the name of a checkpoint's file; `undefined` for other files. */
export function stepOf(name: string): number | undefined {
  const [, digits] = /^step-(\d+)\.safetensors$/.exec(name) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** The checkpoints in a folder, by their names, the newest last; none if there is no such folder. */
export function checkpointsIn(folder: string): readonly CheckpointFile[] {
  return namesIn(folder)
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
    const advice = 'Look at the path and at permissions.';
    throw new FileError(folder, 'the folder must be readable', (error as Error).message, advice, { cause: error });
  }
}
