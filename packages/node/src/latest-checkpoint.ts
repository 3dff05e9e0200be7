import { checkpointsIn } from './internal/checkpoint-files.ts';

/**
 * The path of the newest checkpoint in a folder, by the step in its name; `undefined` if there is none. Whether it is
 * intact shows when it is read.
 *
 * @example
 * latestCheckpoint('runs/digits') // such as 'runs/digits/step-00000300.safetensors'
 */
export function latestCheckpoint(folder: string): string | undefined {
  return checkpointsIn(folder).at(-1)?.path;
}
