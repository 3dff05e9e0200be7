import { LogError } from '@thalweg/log';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import type { SyncMode } from './append-file.ts';

/** Options of {@link fileLog}. */
export interface FileLogOptions {
  /**
   * The least that is kept: the oldest file is deleted once newer ones have so many `entries`, or so many `bytes`. Everything
   * is kept by default.
   */
  readonly keep?: { readonly entries?: number; readonly bytes?: number };
  /**
   * The time at which entries are on the disk. `'always'`, the default: before `append` fulfils and before anybody reads them;
   * all that wait share one `fdatasync`. `'batch'`: within 100 ms, so that a failure of power, though no crash of the process,
   * may lose the newest. `'never'`: when the operating system decides.
   */
  readonly sync?: SyncMode;
  /** The bytes of entries after which a new file begins, 64 MiB by default. */
  readonly segmentBytes?: number;
  /** The number of ids that each topic remembers at least, 100,000 by default. */
  readonly ids?: number;
}

const MODES: readonly SyncMode[] = ['always', 'batch', 'never'];
/** A place in a segment has 32 bits, and a segment may end with the largest payload. */
const LARGEST_SEGMENT = 2 ** 31;

/** Options of which each is present. */
export interface CompletedOptions {
  readonly keep: { readonly entries: number; readonly bytes: number };
  readonly sync: SyncMode;
  readonly segmentBytes: number;
  readonly ids: number;
}

/** Returns options with their defaults. Throws {@link LogError}. */
export function completed(options: FileLogOptions | undefined): CompletedOptions {
  const { keep, sync, segmentBytes, ids } = optionsOf('fileLog', options, {
    keep: undefined,
    sync: 'always',
    segmentBytes: 2 ** 26,
    ids: 100_000,
  });
  const kept = optionsOf('fileLog: keep', keep, { entries: Infinity, bytes: Infinity });
  if (!MODES.includes(sync)) throw invalid("sync must be 'always', 'batch' or 'never'", sync, "Try 'always'.");
  checkCount('segmentBytes', segmentBytes, LARGEST_SEGMENT);
  checkCount('ids', ids, Infinity);
  checkCount('keep.entries', kept.entries, Infinity);
  checkCount('keep.bytes', kept.bytes, Infinity);
  return { keep: kept, sync, segmentBytes, ids };
}

function checkCount(name: string, count: number, largest: number): void {
  if (count === largest || (Number.isSafeInteger(count) && count >= 1 && count < largest)) return;
  const most = largest === Infinity ? 'from 1' : `from 1 to ${largest}`;
  throw invalid(`${name} must be a whole number ${most}`, count, 'Try 100_000.');
}

function invalid(requirement: string, given: unknown, advice: string): LogError {
  return new LogError('invalid', 'fileLog', requirement, printed(given), advice);
}
