import { rmSync } from 'node:fs';
import { type FileHandle, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { CapturedRun } from '@thalweg/train/engine';
import { notWritable } from '../files/file-errors.ts';
import type { FolderLock } from '../files/folder-lock.ts';
import { replaceFile } from '../files/replace-file.ts';
import { SnapshotFile } from '../files/snapshot-file.ts';
import { ownerTemporaryPath } from '../files/temporary-file.ts';
import { checkpointPath, checkpointsAmong, checkpointsIn } from './checkpoint-files.ts';

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

/** The milliseconds after which the event loop gets a turn. */
const SLICE_MS = 4;

/** Conditions that may change while a write is under way. */
interface Circumstances {
  /** Returns true once the write must end and leave nothing. */
  readonly stopped: () => boolean;
  /** Called before the file is replaced. Nothing is replaced if it rejects. */
  readonly mayReplace: () => Promise<void>;
}

/**
 * Replaces a file as `replaceFile` does, in slices of a few milliseconds between which the event loop has its turns; the
 * system writes and syncs in its own threads. The folder must exist. Resolves to false if it was stopped.
 */
async function replaceInTurns(path: string, file: SnapshotFile, how: Circumstances): Promise<boolean> {
  const folder = dirname(resolve(path));
  const temporary = ownerTemporaryPath(folder);
  try {
    const handle = await open(temporary, 'wx');
    try {
      await writeBlocks(handle, file, how.stopped);
      if (!how.stopped()) await handle.sync();
    } finally {
      await handle.close();
    }
    if (!how.stopped()) await how.mayReplace();
    if (how.stopped()) {
      await rm(temporary, { force: true });
      return false;
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
  await syncInTurns(folder);
  return true;
}

async function writeBlocks(handle: FileHandle, file: SnapshotFile, stopped: () => boolean): Promise<void> {
  let began = performance.now();
  for (const block of file.blocks()) {
    if (stopped()) return;
    if (block.length === 0) {
      if (performance.now() - began < SLICE_MS) continue;
      await turn();
    } else for (let at = 0; at < block.length;) at += (await handle.write(block, at)).bytesWritten;
    began = performance.now();
  }
  const { bytes, position } = file.signature();
  await handle.write(bytes, 0, bytes.length, position);
}

async function syncInTurns(folder: string): Promise<void> {
  // Windows cannot open or sync folders.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
