import { checkpointsIn } from './checkpoints/checkpoint-files.ts';

/**
 * Returns the path of the newest checkpoint in a folder, by the step in its name; `undefined` if there is none. The file
 * is not read, so it may be damaged.
 *
 * @example
 * latestCheckpoint('runs/digits') // such as 'runs/digits/step-00000300.safetensors'
 */
export function latestCheckpoint(folder: string): string | undefined {
  return checkpointsIn(folder).at(-1)?.path;
}
