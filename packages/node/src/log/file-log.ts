import { resolve } from 'node:path';
import type { AppendOptions, Log, LogEntry, ReadOptions, VersionedValue } from '@thalweg/log';
import { checkAppend, checkName, checkRead, checkSwap } from '@thalweg/log/engine';
import { Observable, type Subscriber } from 'rxjs';
import { createFolder } from '../internal/create-folder.ts';
import { FolderLock } from '../internal/folder-lock.ts';
import { EntryIndex } from './entry-index.ts';
import { EntryWriter } from './entry-writer.ts';
import { completed, type CompletedOptions, type FileLogOptions } from './file-log-options.ts';
import { FileReading } from './file-reading.ts';
import { KeyFile } from './key-file.ts';
import { recoverEntries } from './recover-entries.ts';
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
 * - **Crash** a write that was interrupted is dropped when the log is opened; every acknowledged entry is there
 * - **Memory** grows with topics, keys, remembered ids and blocks of 256 KiB, not with payloads
 * - **Throws** `LogError` with the reason `'unavailable'` if the folder cannot be written or another process has it, for up
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
  return new LogInFolder(resolve(folder), chosen);
}

class LogInFolder implements FileLog {
  readonly #folder: string;
  readonly #lock: FolderLock;
  readonly #index: EntryIndex;
  readonly #writer: EntryWriter;
  readonly #keys: KeyFile;
  readonly #readings = new Set<FileReading>();
  readonly #watchers = new Set<Subscriber<VersionedValue>>();
  #closing: Promise<void> | undefined;

  constructor(folder: string, { keep, sync: mode, segmentBytes, ids }: CompletedOptions) {
    this.#folder = folder;
    this.#index = new EntryIndex(ids);
    this.#lock = lockOf(folder);
    try {
      recoverEntries(folder, this.#index, this.#lock);
      this.#keys = new KeyFile(folder, { lock: this.#lock, mode });
      const appended = (topics: ReadonlySet<string>): void => this.#appended(topics);
      this.#writer = new EntryWriter(this.#index, { folder, lock: this.#lock, mode, segmentBytes, keep, appended });
    } catch (error) {
      this.#lock.release();
      throw unavailable(folder, error);
    }
  }

  // Async functions, so that what is wrong with the arguments rejects.

  async append(topic: string, bytes: Uint8Array, options?: AppendOptions): Promise<number> {
    const { id, epoch } = checkAppend('append', topic, bytes, options);
    this.#checkOpen();
    return this.#writer.append(topic, bytes, { id, epoch });
  }

  read(topics: string | readonly string[], from: number, options?: ReadOptions): Observable<LogEntry> {
    const { topics: names, demand, until } = checkRead('read', topics, from, options);
    return new Observable(subscriber => {
      if (this.#closing !== undefined) return subscriber.error(closed(this.#folder));
      const last = until === 'end' ? this.#index.last : Infinity;
      const allowed = demand === undefined ? Infinity : 0;
      const reading = new FileReading(subscriber, this.#index, { topics: names, from, last, allowed });
      this.#readings.add(reading);
      subscriber.add(() => {
        this.#readings.delete(reading);
        reading.release();
      });
      subscriber.add(
        demand?.subscribe({ next: count => reading.allow(count), error: error => subscriber.error(error) }),
      );
      reading.go();
    });
  }

  async swap(key: string, expected: number, bytes: Uint8Array): Promise<number | undefined> {
    checkSwap('swap', key, expected, bytes);
    this.#checkOpen();
    return this.#keys.swap(key, expected, bytes);
  }

  watch(key: string): Observable<VersionedValue> {
    checkName('watch', 'key', key);
    return new Observable(subscriber => {
      if (this.#closing !== undefined) return subscriber.error(closed(this.#folder));
      let seen = 0;
      const emit = (): void => {
        const value = this.#keys.get(key);
        if (value === undefined || value.version <= seen) return;
        seen = value.version;
        subscriber.next(value);
      };
      this.#watchers.add(subscriber);
      subscriber.add(() => this.#watchers.delete(subscriber));
      subscriber.add(this.#keys.written$.subscribe(written => written === key && emit()));
      emit();
    });
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    try {
      await Promise.all([this.#writer.close(), this.#keys.close()]);
    } catch (error) {
      throw unavailable(this.#folder, error);
    } finally {
      this.#lock.release();
      for (const reading of [...this.#readings]) reading.fail(closed(this.#folder));
      for (const watcher of [...this.#watchers]) watcher.error(closed(this.#folder));
    }
  }

  #appended(topics: ReadonlySet<string>): void {
    for (const reading of this.#readings) if (reading.reads(topics)) reading.go();
  }

  #checkOpen(): void {
    if (this.#closing !== undefined) throw closed(this.#folder);
  }
}

function lockOf(folder: string): FolderLock {
  try {
    createFolder(folder);
    return new FolderLock(folder, () => {
      // Each write looks for itself whether the lock is still there.
    });
  } catch (error) {
    throw unavailable(folder, error);
  }
}
