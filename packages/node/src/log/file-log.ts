import { resolve } from 'node:path';
import {
  LogError,
  type AppendOptions,
  type Log,
  type LogEntry,
  type ReadOptions,
  type VersionedValue,
} from '@thalweg/log';
import { checkAppend, checkName, checkRead, checkSwap } from '@thalweg/log/engine';
import { Observable, type Subscriber } from 'rxjs';
import { createFolder } from '../files/create-folder.ts';
import { FolderLock } from '../files/folder-lock.ts';
import { codeOf } from '../files/file-errors.ts';
import { EntryIndex } from './entry-index.ts';
import { EntryWriter } from './entry-writer.ts';
import { completed, type CompletedOptions, type FileLogOptions } from './file-log-options.ts';
import { FileEntryStream } from './file-entry-stream.ts';
import { KeyFile, valuesIn } from './key-file.ts';
import { recoverEntries } from './segment-files.ts';
import { closed, unavailable } from './refusals.ts';

/** A log in the files of a folder. */
export interface FileLog extends Log {
  /**
   * Stores what waits and releases the folder. Readers get an error with the reason `'closed'`, and so do appends that come
   * later. A second call waits for the same.
   */
  close(): Promise<void>;
}

/**
 * Opens the log in a folder, or creates it. Its files have about `segmentBytes` each, and every entry has a CRC-32. One more
 * file has the values of the keys, which are in memory too. One process at a time has the folder; others reach the log
 * through it.
 *
 * - **Full disk** if nothing can be written, as on a disk that is full or read-only, existing entries are read, and every
 *   append is refused with the reason `'unavailable'` until the log is opened again
 * - **Crash** a write that was interrupted is dropped when the log is opened; every acknowledged entry is there
 * - **Memory** grows with topics, keys, remembered ids and blocks of 256 KiB, not with payloads
 * - **Throws** `LogError` with the reason `'unavailable'` if the folder can be neither written nor read or another process has it, for up
 *   to six seconds after that was killed; `'damaged'` for bytes that are not those that were written; `'invalid'` for a wrong option
 *
 * @example
 * import { mkdtempSync } from 'node:fs';
 * import { tmpdir } from 'node:os';
 *
 * const events = fileLog(mkdtempSync(`${tmpdir()}/log-`));
 * await events.append('greetings', new TextEncoder().encode('hello')) // => 1
 * await events.close();
 */
export function fileLog(folder: string, options?: FileLogOptions): FileLog {
  const chosen = completed(options);
  // An empty path would be the present folder.
  if (folder === '')
    throw new LogError('invalid', 'fileLog', 'folder must be a path', 'an empty one', "Try 'logs/events'.");
  return new LogInFolder(resolve(folder), chosen);
}

class LogInFolder implements FileLog {
  readonly #folder: string;
  readonly #index: EntryIndex;
  /** The parts that write, or the reason why nothing can be written. */
  readonly #writing: Writing | LogError;
  readonly #values: Pick<KeyFile, 'get'>;
  readonly #streams = new Set<FileEntryStream>();
  readonly #watchers = new Set<Subscriber<VersionedValue>>();
  #closing: Promise<void> | undefined;

  constructor(folder: string, options: CompletedOptions) {
    this.#folder = folder;
    this.#index = new EntryIndex(options.ids);
    try {
      this.#writing = opened(folder, this.#index, { ...options, appended: topics => this.#appended(topics) });
      this.#values = this.#writing.keys;
    } catch (error) {
      const refusal = unavailable(folder, error);
      if (!isUnwritable(error)) throw refusal;
      // What is there can be read, though no lock can be taken: nobody else is kept from the folder.
      this.#writing = refusal;
      this.#index = new EntryIndex(options.ids);
      this.#values = readOnly(folder, this.#index);
    }
  }

  // Async functions, so that what is wrong with the arguments rejects.

  async append(topic: string, bytes: Uint8Array, options?: AppendOptions): Promise<number> {
    const { id, epoch } = checkAppend('append', topic, bytes, options);
    return this.#writable().writer.append(topic, bytes, { id, epoch });
  }

  read(topics: string | readonly string[], from: number, options?: ReadOptions): Observable<LogEntry> {
    const { topics: names, demand, until } = checkRead('read', topics, from, options);
    return new Observable(subscriber => {
      if (this.#closing !== undefined) return subscriber.error(closed(this.#folder));
      const last = until === 'end' ? this.#index.last : Infinity;
      const allowed = demand === undefined ? Infinity : 0;
      const entries = new FileEntryStream(subscriber, this.#index, { topics: names, from, last, allowed });
      this.#streams.add(entries);
      subscriber.add(() => {
        this.#streams.delete(entries);
        entries.release();
      });
      subscriber.add(
        demand?.subscribe({ next: count => entries.allow(count), error: error => subscriber.error(error) }),
      );
      entries.go();
    });
  }

  async swap(key: string, expected: number, bytes: Uint8Array): Promise<number | undefined> {
    checkSwap('swap', key, expected, bytes);
    return this.#writable().keys.swap(key, expected, bytes);
  }

  watch(key: string): Observable<VersionedValue> {
    checkName('watch', 'key', key);
    return new Observable(subscriber => {
      if (this.#closing !== undefined) return subscriber.error(closed(this.#folder));
      let seen = 0;
      const emit = (): void => {
        const value = this.#values.get(key);
        if (value === undefined || value.version <= seen) return;
        seen = value.version;
        subscriber.next(value);
      };
      this.#watchers.add(subscriber);
      subscriber.add(() => this.#watchers.delete(subscriber));
      if (!(this.#writing instanceof LogError))
        subscriber.add(this.#writing.keys.written$.subscribe(written => written === key && emit()));
      emit();
    });
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    const writing = this.#writing instanceof LogError ? undefined : this.#writing;
    try {
      await Promise.all([writing?.writer.close(), writing?.keys.close()]);
    } catch (error) {
      throw unavailable(this.#folder, error);
    } finally {
      writing?.lock.release();
      for (const entries of [...this.#streams]) entries.fail(closed(this.#folder));
      for (const watcher of [...this.#watchers]) watcher.error(closed(this.#folder));
    }
  }

  #appended(topics: ReadonlySet<string>): void {
    for (const entries of this.#streams) if (entries.reads(topics)) entries.go();
  }

  #writable(): Writing {
    if (this.#closing !== undefined) throw closed(this.#folder);
    if (this.#writing instanceof LogError) throw this.#writing;
    return this.#writing;
  }
}

/** The lock of a log's folder, and what writes there. */
interface Writing {
  readonly lock: FolderLock;
  readonly keys: KeyFile;
  readonly writer: EntryWriter;
}

/** Takes the lock of a folder, reads what is there into an index, and returns what writes. */
function opened(
  folder: string,
  index: EntryIndex,
  {
    sync: mode,
    segmentBytes,
    keep,
    appended,
  }: CompletedOptions & { readonly appended: (topics: ReadonlySet<string>) => void },
): Writing {
  const lock = lockOf(folder);
  try {
    recoverEntries(folder, index, lock);
    const keys = new KeyFile(folder, { lock, mode });
    return { lock, keys, writer: new EntryWriter(index, { folder, lock, mode, segmentBytes, keep, appended }) };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Reads what is there into an index, and returns the values of the keys. */
function readOnly(folder: string, index: EntryIndex): Pick<KeyFile, 'get'> {
  try {
    const alive = { keepAlive: () => {} };
    recoverEntries(folder, index, alive);
    return valuesIn(folder, alive);
  } catch (error) {
    throw unavailable(folder, error);
  }
}

/** Codes of the system for a disk that is full or only read. */
const UNWRITABLE: readonly unknown[] = ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM'];

function isUnwritable(error: unknown): boolean {
  return UNWRITABLE.includes(codeOf(error));
}

function lockOf(folder: string): FolderLock {
  createFolder(folder);
  return new FolderLock(folder, () => {
    // Each write looks for itself whether the lock is still there.
  });
}
