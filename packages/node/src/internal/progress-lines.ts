import type { ProgressState } from './progress-state.ts';
import type { TerminalStream } from './terminal-bar.ts';

/** The milliseconds between two lines if records have no epoch. */
const INTERVAL = 10_000;

/** Writes a progress line by line, where a line cannot be written over. */
export class ProgressLines<R> {
  readonly #stream: TerminalStream;
  readonly #state: ProgressState<R>;
  #written = -Infinity;
  #epoch: unknown;
  #ended = false;

  constructor(stream: TerminalStream, state: ProgressState<R>) {
    this.#stream = stream;
    this.#state = state;
  }

  take(record: R): void {
    this.#state.take(record);
    const { epoch } = this.#state;
    const now = performance.now();
    const due = epoch === undefined ? now - this.#written >= INTERVAL : epoch !== this.#epoch;
    if (!due) return;
    this.#epoch = epoch;
    this.#written = now;
    this.#write();
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#state.begun) this.#write();
  }

  #write(): void {
    this.#state.update();
    this.#stream.write(`${this.#state.line({ ended: this.#ended })}\n`);
  }
}
