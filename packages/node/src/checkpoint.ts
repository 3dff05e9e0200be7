import { resolve } from 'node:path';
import { ContractError } from '@thalweg/tensor';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import type { Parts } from '@thalweg/train';
import { captureRun, endFirst } from '@thalweg/train/engine';
import { Observable, type Subscriber } from 'rxjs';
import { FileError, notWritable } from './files/file-errors.ts';
import { checkpointsIn, type CheckpointFile } from './checkpoints/checkpoint-files.ts';
import { CheckpointWriter } from './checkpoints/checkpoint-writer.ts';
import { createFolder } from './files/create-folder.ts';
import { FolderLock } from './files/folder-lock.ts';

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
 * Returns an operator that saves the state of a run in a folder, at regular intervals and when the run completes. The
 * operator must follow all parts of the run. It does not see a completion by an operator further down, such as `take`.
 *
 * Records pass at once. The state after a step is captured before its record passes on, without a copy of tensors, and
 * written while the run goes on, in slices of a few milliseconds. Meanwhile, a step that writes some rows of a table
 * saves what it replaces: about a kilobyte for a short row. If the next checkpoint is due while one is written, it waits, and replaces one that waits
 * already. The completion or an error follows when all that was due is on disk. Unsubscribing writes the newest state
 * that was due, before it returns. Where a source leaves the event loop no turn for a tenth of a second, a checkpoint is
 * on disk before its record passes on.
 *
 * While it is subscribed, it holds a lock on the folder: a second run is refused, on whatever machine. The lock of a run
 * that was killed is taken over after six seconds. On one machine, a clock that is set meanwhile does not matter; between machines, that
 * of the disk decides. A run that stood still so long that another one took the folder over ends with an error, and writes nothing there.
 *
 * - **Throws** `ContractError` if `every` or `keep` is not a whole number of at least 1, or for an unknown option
 * - **Stream errors** {@link FileError} at once if the folder cannot be written or another run has it; later if a
 *   checkpoint cannot be written (earlier ones stay intact) or another run has taken the lock over; at the first step if
 *   the folder already has a checkpoint at or after it: from another run, or from this one without `restore`
 *
 * @example
 * const learn = train(loss, adam());
 * batches.pipe(learn, checkpoint({ learn }, { every: 100, path: 'runs/digits' }))
 */
export function checkpoint(
  parts: Parts,
  options: CheckpointOptions,
): <R extends { readonly step: number }>(source: Observable<R>) => Observable<R> {
  const { every, keep, path } = optionsOf('checkpoint', options, { every: undefined, keep: 3, path: undefined });
  // An empty path would be the present folder.
  if (typeof path !== 'string' || path === '')
    throw new ContractError('checkpoint', 'path must be a folder', printed(path), "Try 'runs/first'.");
  checkCount('every', every, 100);
  checkCount('keep', keep, 3);
  return <R extends { readonly step: number }>(source: Observable<R>) =>
    new Observable<R>(subscriber =>
      endFirst(subscriber, control => begin(parts, { every, keep, path }, { source, subscriber, control })),
    );
}

interface Stream<R> {
  readonly source: Observable<R>;
  readonly subscriber: Subscriber<R>;
  readonly control: Subscriber<unknown>;
}

function begin<R extends { readonly step: number }>(
  parts: Parts,
  { every, keep, path: folder }: Required<CheckpointOptions>,
  { source, subscriber, control }: Stream<R>,
): void {
  const lock = lockOf(folder, error => control.error(error));
  const writer = new CheckpointWriter({ folder, keep, lock, failed: error => control.error(error) });
  const before = newestIn(folder, lock);
  let last: number | undefined;
  let saved: number | undefined;
  const save = (step: number): void => {
    saved = step;
    writer.add({ step, run: captureRun(parts) });
  };
  const tied = new Observable<R>(records => {
    control.add(records);
    // After the source was left, so that its last word is known, and before anybody else may have the folder.
    control.add(() => {
      try {
        writer.close();
      } finally {
        lock.release();
      }
    });
    return source.subscribe(records);
  });
  tied.subscribe({
    next: record => {
      const { step } = record;
      try {
        if (last === undefined) checkContinues(folder, step, before);
        last = step;
        lock.keepAlive();
        if (step % every === 0) save(step);
      } catch (error) {
        return control.error(error);
      }
      subscriber.next(record);
    },
    error: error => writer.whenDone(() => control.error(error)),
    complete: () => {
      try {
        if (last !== undefined && last !== saved) save(last);
      } catch (error) {
        return control.error(error);
      }
      writer.whenDone(() => control.complete());
    },
  });
}

/** Returns the newest checkpoint in a folder. Releases the lock and throws {@link FileError} if the folder cannot be read. */
function newestIn(folder: string, lock: FolderLock): CheckpointFile | undefined {
  try {
    return checkpointsIn(folder).at(-1);
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Creates a folder and takes its lock. Throws {@link FileError} if it cannot be written or another run has it. */
function lockOf(path: string, lost: (error: FileError) => void): FolderLock {
  try {
    createFolder(resolve(path));
    return new FolderLock(path, lost);
  } catch (error) {
    throw notWritable(path, error);
  }
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
function checkContinues(folder: string, step: number, newest: CheckpointFile | undefined): void {
  if (newest === undefined || newest.step < step) return;
  throw new FileError(
    folder,
    'a run must continue from the newest checkpoint in its folder',
    `step ${step} and ${newest.path}`,
    'Restore it, delete it, or use another folder.',
  );
}
