import type { MeteredLog } from '../log/metered-log.ts';

/** The figures of a speedometer. */
export interface Speed {
  readonly samplesPerSecond: number;
  readonly bytesPerSample: number;
}

/** Measures the records that a worker learns in a second since the last look, and the bytes of its log for each of all records. */
export class Speedometer {
  readonly #log: MeteredLog;
  readonly #now: () => number;
  #samples = 0;
  #last: { readonly samples: number; readonly at: number };

  constructor(log: MeteredLog, now: () => number = () => performance.now()) {
    this.#log = log;
    this.#now = now;
    this.#last = { samples: 0, at: now() };
  }

  count(samples: number): void {
    this.#samples += samples;
  }

  read(): Speed {
    const { samples, at } = this.#last;
    const now = this.#now();
    this.#last = { samples: this.#samples, at: now };
    return {
      samplesPerSecond: (1000 * (this.#samples - samples)) / Math.max(now - at, 1),
      bytesPerSample: this.#log.bytes / Math.max(this.#samples, 1),
    };
  }
}
