import type { ProgressState } from './progress-state.ts';

/** A stream to write to, which may be a terminal. */
export interface TerminalStream {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** The least milliseconds between two records that are drawn. */
const DRAW_INTERVAL = 100;

/** The rest after a drawing, in the times that it took: drawing takes at most a twentieth of the time. */
const REST = 19;

/** The columns of a terminal that does not know its width. */
const USUAL = 80;

/** The columns that stay free for the ^C that a terminal writes when the user stops a program. */
const FREE = 2;

/** Returns true for a terminal that can write over its line. */
export function isTerminal({ isTTY }: TerminalStream): boolean {
  return isTTY === true && process.env['TERM'] !== 'dumb';
}

/** Draws a progress in a line of a terminal. It changes no setting of the terminal, so that nothing need be restored. */
export class TerminalBar<R> {
  readonly #stream: TerminalStream;
  readonly #state: ProgressState<R>;
  readonly #timer: ReturnType<typeof setInterval>;
  #drawn: string | undefined;
  /** The time from which on a record is drawn. */
  #due = -Infinity;
  #ended = false;

  constructor(stream: TerminalStream, state: ProgressState<R>) {
    this.#stream = stream;
    this.#state = state;
    this.#draw();
    // The terminal may change its width between two records.
    this.#timer = setInterval(() => this.#draw(), DRAW_INTERVAL);
  }

  take(record: R): void {
    this.#state.take(record);
    const began = performance.now();
    if (began < this.#due) return;
    this.#state.update();
    this.#draw();
    const ended = performance.now();
    this.#due = Math.max(began + DRAW_INTERVAL, ended + REST * (ended - began));
  }

  /** Draws the last record, and leaves the line. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearInterval(this.#timer);
    // The terminal may have written ^C after the line.
    this.#drawn = undefined;
    try {
      this.#state.update();
    } finally {
      this.#draw();
      this.#stream.write('\n');
    }
  }

  #draw(): void {
    const width = Math.max(0, (this.#stream.columns || USUAL) - FREE);
    const line = this.#state.line({ width, bar: true, ended: this.#ended });
    if (line === this.#drawn) return;
    this.#drawn = line;
    this.#stream.write(`\x1b[1G${line}\x1b[0K`);
  }
}

/** The milliseconds between two lines if records have no epoch. */
const LINE_INTERVAL = 10_000;

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
    const due = epoch === undefined ? now - this.#written >= LINE_INTERVAL : epoch !== this.#epoch;
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
