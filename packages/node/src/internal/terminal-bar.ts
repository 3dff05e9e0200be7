import { SingleBar } from 'cli-progress';
import type { ProgressState } from './progress-state.ts';

/** A stream to write to, which may be a terminal. */
export interface TerminalStream {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** The milliseconds between two updates. */
const INTERVAL = 100;

/** Returns true for a terminal that can write over its line. */
export function isTerminal({ isTTY }: TerminalStream): boolean {
  return isTTY === true && process.env['TERM'] !== 'dumb';
}

/** Draws a progress in a line of a terminal. It changes no setting of the terminal, so that nothing need be restored. */
export class TerminalBar<R> {
  readonly #bar: SingleBar;
  readonly #state: ProgressState<R>;
  #updated = -Infinity;
  #ended = false;

  constructor(stream: TerminalStream, state: ProgressState<R>) {
    this.#state = state;
    this.#bar = new SingleBar({
      stream: stream as NodeJS.WritableStream,
      fps: 1000 / INTERVAL,
      hideCursor: false,
      linewrap: true,
      gracefulExit: false,
      format: (_, { maxWidth }) => state.line({ width: maxWidth - 1, bar: true, ended: this.#ended }),
    });
    this.#bar.start(1, 0);
  }

  take(record: R): void {
    this.#state.take(record);
    const now = performance.now();
    if (now - this.#updated < INTERVAL) return;
    this.#updated = now;
    this.#state.update();
    this.#bar.update(0);
  }

  /** Draws the last record, and leaves the line. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    try {
      this.#state.update();
    } finally {
      this.#bar.stop();
    }
  }
}
