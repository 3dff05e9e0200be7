import { rmSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import type { CapturedRun } from '@thalweg/train/engine';
import { checkpointPath, checkpointsAmong, checkpointsIn } from './checkpoint-files.ts';
import type { FolderLock } from './folder-lock.ts';
import { notWritable } from './not-writable.ts';
import { replaceFile } from './replace-file.ts';
import { replaceInTurns } from './replace-in-turns.ts';
import { SnapshotFile } from './snapshot-file.ts';

/** The milliseconds without a turn of the event loop after which checkpoints are written at once. */
const PATIENCE_MS = 100;

/** The state of a run after a step. The writer releases it. */
export interface Checkpoint {
  readonly step: number;
  readonly run: CapturedRun;
}

/** Inputs of {@link CheckpointWriter}. */
export interface WriterOptions {
  readonly folder: string;
  readonly keep: number;
  readonly lock: FolderLock;
  /** Called when a checkpoint could not be written in turns; no further one is written. */
  readonly failed: (error: unknown) => void;
}

interface Writing {
  readonly checkpoint: Checkpoint;
  stopped: boolean;
}

/** Writes checkpoints between the turns of the event loop, one at a time. While one is written, the newest one waits. */
export class CheckpointWriter {
  readonly #options: WriterOptions;
  #writing: Writing | undefined;
  #waiting: Checkpoint | undefined;
  #then: (() => void) | undefined;
  /** The pending turn of the event loop, and when the wait for it began. */
  #turn: NodeJS.Immediate | undefined;
  #since = 0;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  /** Writes a checkpoint, before it returns only if the event loop has had no turn for long. */
  add(checkpoint: Checkpoint): void {
    if (this.#turn === undefined) {
      this.#since = performance.now();
      this.#turn = setImmediate(() => (this.#turn = undefined));
    }
    if (performance.now() - this.#since > PATIENCE_MS) {
      this.#stop();
      this.#writeNow(checkpoint);
    } else if (this.#writing === undefined) void this.#write(checkpoint);
    else {
      this.#waiting?.run.release();
      this.#waiting = checkpoint;
    }
  }

  /** Calls back when all checkpoints are written. */
  whenDone(then: () => void): void {
    if (this.#writing === undefined) then();
    else this.#then = then;
  }

  /** Writes the newest checkpoint that is not on disk, before it returns, and leaves nothing else behind. */
  close(): void {
    const newest = this.#waiting ?? this.#writing?.checkpoint;
    this.#stop(newest);
    clearImmediate(this.#turn);
    this.#then = undefined;
    if (newest !== undefined) this.#writeNow(newest);
  }

  /** Abandons what is written and what waits, and releases all but one checkpoint that is still wanted. */
  #stop(wanted?: Checkpoint): void {
    if (this.#writing !== undefined) this.#writing.stopped = true;
    for (const checkpoint of [this.#writing?.checkpoint, this.#waiting])
      if (checkpoint !== wanted) checkpoint?.run.release();
    this.#writing = this.#waiting = undefined;
  }

  async #write(checkpoint: Checkpoint): Promise<void> {
    const { folder, keep, lock, failed } = this.#options;
    const path = checkpointPath(folder, checkpoint.step);
    const writing: Writing = (this.#writing = { checkpoint, stopped: false });
    try {
      await replaceInTurns(path, new SnapshotFile(checkpoint.run.state), {
        stopped: () => writing.stopped,
        mayReplace: () => lock.check(),
      });
      for (const old of checkpointsAmong(folder, await readdir(folder)).slice(0, -keep))
        if (!writing.stopped) await rm(old.path, { force: true });
    } catch (error) {
      if (writing.stopped) return;
      this.#stop();
      return failed(notWritable(path, lock.reasonOf(error)));
    }
    if (writing.stopped) return;
    checkpoint.run.release();
    this.#next();
  }

  #next(): void {
    const [waiting, then] = [this.#waiting, this.#then];
    this.#writing = this.#waiting = undefined;
    if (waiting !== undefined) return void this.#write(waiting);
    this.#then = undefined;
    then?.();
  }

  #writeNow({ step, run }: Checkpoint): void {
    const { folder, keep, lock } = this.#options;
    const path = checkpointPath(folder, step);
    try {
      replaceFile(path, new SnapshotFile(run.state), lock);
    } catch (error) {
      throw notWritable(path, lock.reasonOf(error));
    } finally {
      run.release();
    }
    for (const old of checkpointsIn(folder).slice(0, -keep)) rmSync(old.path, { force: true });
  }
}
