import type { Log } from '@thalweg/log';
import { tap } from 'rxjs';

/** A log that counts the bytes of the entries that go in and out. */
export class MeteredLog implements Log {
  readonly #log: Log;
  /** The bytes of entries, appended and read. */
  bytes = 0;

  constructor(log: Log) {
    this.#log = log;
  }

  append(...args: Parameters<Log['append']>): Promise<number> {
    this.bytes += args[1].length;
    return this.#log.append(...args);
  }

  read(...args: Parameters<Log['read']>): ReturnType<Log['read']> {
    return this.#log.read(...args).pipe(tap(({ bytes }) => (this.bytes += bytes.length)));
  }

  swap(...args: Parameters<Log['swap']>): ReturnType<Log['swap']> {
    return this.#log.swap(...args);
  }

  watch(...args: Parameters<Log['watch']>): ReturnType<Log['watch']> {
    return this.#log.watch(...args);
  }
}
