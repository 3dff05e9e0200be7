import type { Observable } from 'rxjs';
import type { LogError } from './log-error.ts';

/** An entry of a log, as `append` stored it. Nobody writes its bytes. */
export interface LogEntry {
  readonly topic: string;
  /** The place in the log, from 1: larger than that of every earlier entry, of this topic or another one. There may be gaps. */
  readonly sequence: number;
  /**
   * The time at which the log received it, in milliseconds since 1970 by the clock of the log, which may jump. No decision
   * depends on it.
   */
  readonly time: number;
  readonly bytes: Uint8Array;
  /**
   * The reason why the log cannot read this entry, which then has no bytes. Only a reader with `unreadable: 'emit'` gets it.
   */
  readonly unreadable?: LogError | undefined;
}

/** Options of `append`. */
export interface AppendOptions {
  /** A name for the entry: a second entry with it is not stored, as long as the log remembers the first one. */
  readonly id?: string | undefined;
  /**
   * The number of the reign that the writer belongs to. Where the log can, it refuses an entry once another one of the topic
   * has a larger number; in any case readers by `fromLog` drop it.
   */
  readonly epoch?: number | undefined;
}

/** Options of `read`. */
export interface ReadOptions {
  /**
   * Allows so many more entries with each number that it emits. Without it, entries come as fast as they are taken: it bounds
   * the number of entries that wait in a slow reader.
   */
  readonly demand?: Observable<number> | undefined;
  /** Completes after the entries that are there at the subscription. Without it, reading never ends. */
  readonly until?: 'end' | undefined;
  /**
   * The treatment of a single entry that the log cannot read: a stream error by default. With `'emit'`, a log that is able to
   * continue after it emits an entry with `unreadable` in its place.
   */
  readonly unreadable?: 'error' | 'emit' | undefined;
}

/** The value of a key of a log. */
export interface VersionedValue {
  /** Counts up from 1 with each write of the key; there may be gaps. */
  readonly version: number;
  readonly bytes: Uint8Array;
}

/**
 * A log of bytes: the interface of a store of events, parameters and decisions. One log has one order, over all its topics,
 * and every reader sees the same one. `memoryLog`, the file log and NATS implement it, and `tools/laws` checks each.
 *
 * Topics and keys are words of letters, digits, `-` and `_`, joined by dots. All errors are `LogError`.
 */
export interface Log {
  /**
   * Stores an entry at the end of a topic and returns its sequence; that of the first one, if the `id` is known. The entry is
   * stored, as safely as the log stores, when the promise fulfils. The caller may write the bytes again then.
   *
   * - **Rejects** with the reason `'deposed'` if a larger epoch has written to the topic; `'unavailable'` if it is not known
   *   whether the entry was stored: append it again with the same id
   */
  append(topic: string, bytes: Uint8Array, options?: AppendOptions): Promise<number>;
  /**
   * Reads the entries of a topic, or of several ones in the common order, from a sequence on; all from 0 on. Waits for further
   * entries, and reads on after a connection was lost and is back. Each subscription reads on its own.
   *
   * - **Stream errors** with the reason `'trimmed'` if entries from this sequence on are no longer kept
   */
  read(topics: string | readonly string[], from: number, options?: ReadOptions): Observable<LogEntry>;
  /**
   * Writes a key if its version is still `expected`, 0 for a key that was never written. Returns the new version; `undefined`
   * if another writer came first.
   *
   * - **Rejects** with the reason `'unavailable'` if it is not known whether the key was written
   */
  swap(key: string, expected: number, bytes: Uint8Array): Promise<number | undefined>;
  /** Emits the value of a key, if there is one, and then each newer one; some in between may be left out. Never completes. */
  watch(key: string): Observable<VersionedValue>;
}
