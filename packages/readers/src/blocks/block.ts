import { DataError, type Table } from '@thalweg/data';

/** The offset of a row in its source. Plain JSON: it is the source’s part of an offset. */
export type RowOffset = {
  /** The offset of its first byte. */
  readonly byte: number;
  /** The number of rows before it, bad ones among them. */
  readonly row: number;
  /** The number of lines before it. */
  readonly line: number;
};

/** Bytes that begin at a row's start, to be parsed as far as they hold whole rows. */
export interface Block {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
  /** True if no bytes follow. */
  readonly ended: boolean;
  /** True if a row that is not whole has as many bytes as one may have: it is a bad row. */
  readonly full: boolean;
  /** The offset of the first row. */
  readonly offset: RowOffset;
}

/** The result of a block. */
export interface ParsedBlock {
  /** The offset of the first row that was not parsed. */
  readonly offset: RowOffset;
  /** The good rows; `undefined` if there are none. */
  readonly table: Table | undefined;
  /** The error of the row after these, if it ends the reading. */
  readonly failure?: DataError | undefined;
}

/** Parses blocks, in their order. */
export type ParseBlock = (block: Block) => ParsedBlock;

/** An answer that is awaited, and that can be given up. */
export class Pending<T> {
  // A race with a promise that lasts as long as the reading would hold every answer as long.
  #settle: ((answer: undefined) => void) | undefined;

  /** Returns a promise of the answer, or of `undefined` if it is given up before. */
  wait(answer: Promise<T | undefined>): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      this.#settle = resolve;
      answer.then(resolve, reject);
    });
  }

  /** Answers `undefined` to the caller that waits. */
  giveUp(): void {
    this.#settle?.(undefined);
    this.#settle = undefined;
  }
}

/** Returns the offset of the end of the line that begins at `at`, or −1 if it is not known yet. */
export function lineEnd({ bytes, to, ended }: Block, at: number): number {
  const found = bytes.indexOf(10, at);
  if (found >= 0 && found < to) return found;
  return ended ? to : -1;
}

/** Returns the error of a line that has more bytes than one may have. */
export function longLine(source: string, { row, line }: RowOffset): DataError {
  return new DataError(
    source,
    'a line must end before it has more bytes than maxRowBytes',
    `a longer one in row ${row} (line ${line + 1})`,
    'Check whether it is a file of lines, or raise maxRowBytes.',
    { source, row },
  );
}
