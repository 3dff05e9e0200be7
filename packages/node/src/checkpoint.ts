import { rmSync } from 'node:fs';
import { ContractError } from '@thalweg/tensor';
import { snapshot, type Parts } from '@thalweg/train';
import { defer, tap, type Observable } from 'rxjs';
import { FileError } from './file-error.ts';
import { checkpointPath, checkpointsIn } from './internal/checkpoint-files.ts';
import { writeSnapshot } from './write-snapshot.ts';

/** Options of {@link checkpoint}. */
export interface CheckpointOptions {
  /** The interval: a checkpoint is written after each step that is a multiple of it. `Infinity` writes only one at the end. */
  readonly every: number;
  /** The number of newest checkpoints to keep; 3 by default, `Infinity` for all. */
  readonly keep?: number;
  /** The folder of the checkpoints. It must belong to this run alone. */
  readonly path: string;
}

/**
 * Returns an operator that saves the state of a run in a folder, at regular intervals and when the run completes. A
 * checkpoint is on disk before its step is emitted. The operator must follow all parts of the run. It does not see a
 * completion by an operator further down, such as `take`.
 *
 * - **Throws** `ContractError` if `every` or `keep` is not a whole number of at least 1
 * - **Stream errors** {@link FileError} if a checkpoint cannot be written (earlier ones stay intact), or if the folder
 *   already has a checkpoint at or after the first step: from another run, or from this one without `restore`
 *
 * @example
 * const learn = train(loss, adam());
 * batches.pipe(learn, checkpoint({ learn }, { every: 100, path: 'runs/digits' }))
 */
export function checkpoint(
  parts: Parts,
  { every, keep = 3, path }: CheckpointOptions,
): <R extends { readonly step: number }>(source: Observable<R>) => Observable<R> {
  checkCount('every', every, 100);
  checkCount('keep', keep, 3);
  const write = (step: number): void => {
    writeSnapshot(checkpointPath(path, step), snapshot(parts));
    for (const old of checkpointsIn(path).slice(0, -keep)) rmSync(old.path, { force: true });
  };
  return source =>
    defer(() => {
      let last: number | undefined;
      return source.pipe(
        tap({
          next: ({ step }) => {
            if (last === undefined) checkContinues(path, step);
            last = step;
            if (step % every === 0) write(step);
          },
          complete: () => {
            if (last !== undefined && last % every !== 0) write(last);
          },
        }),
      );
    });
}

function checkCount(name: string, count: number, example: number): void {
  if (count < 1 || !(Number.isSafeInteger(count) || count === Infinity))
    throw new ContractError(
      'checkpoint',
      `${name} must be a whole number of at least 1`,
      String(count),
      `Try ${example}.`,
    );
}

/** Throws if the folder has later checkpoints, with which those of this run would mix. */
function checkContinues(folder: string, step: number): void {
  const newest = checkpointsIn(folder).at(-1);
  if (newest === undefined || newest.step < step) return;
  throw new FileError(
    folder,
    'a run must continue from the newest checkpoint in its folder',
    `step ${step} and ${newest.path}`,
    'Restore it, delete it, or use another folder.',
  );
}
