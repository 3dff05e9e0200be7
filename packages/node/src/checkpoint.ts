import { rmSync } from 'node:fs';
import { ContractError } from '@thalweg/tensor';
import { snapshot, type Parts } from '@thalweg/train';
import { defer, tap, type Observable } from 'rxjs';
import { FileError } from './file-error.ts';
import { checkpointPath, checkpointsIn } from './internal/checkpoint-files.ts';
import { writeSnapshot } from './write-snapshot.ts';

/** Options of {@link checkpoint}. */
export interface CheckpointOptions {
  /** A checkpoint after each step whose number is a multiple of it; only at the end if `Infinity`. */
  readonly every: number;
  /** How many of them stay, the newest ones; 3 by default, all if `Infinity`. */
  readonly keep?: number;
  /** The folder, of this run alone. */
  readonly path: string;
}

/**
 * Keeps the state of a run in a folder while it goes: after every so many steps, and when it completes. The file stands
 * before the record of its step is passed on. It comes after all parts of the run; what completes it further down, such
 * as `take`, is not seen.
 *
 * - **Throws** `ContractError` for an `every` or `keep` that is no whole number of at least 1
 * - **Stream errors** {@link FileError} if a checkpoint cannot be written, the former one being intact, or if the folder has
 *   one of the first step or later: of another run, or of this one, which was not restored
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
            if (last === undefined) checkGoesOn(path, step);
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

/** A run that begins again beside its later checkpoints would mix with them. */
function checkGoesOn(folder: string, step: number): void {
  const newest = checkpointsIn(folder).at(-1);
  if (newest === undefined || newest.step < step) return;
  throw new FileError(
    folder,
    'a run must go on from the newest checkpoint in its folder',
    `step ${step} and ${newest.path}`,
    'Restore it, delete it, or give another folder.',
  );
}
