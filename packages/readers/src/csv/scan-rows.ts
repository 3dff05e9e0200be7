import { DataError } from '@thalweg/data';
import type { Block, RowOffset } from '../blocks/block.ts';

/** A row that is not as the format wants it. */
export interface BrokenRow {
  readonly kind: 'few' | 'many' | 'unclosed' | 'after-quote' | 'long';
  /** The number of its cells, where they are too few or too many. */
  readonly cells: number;
  /** Its offset. */
  readonly start: number;
  /** Its number in its source, counted from that of the block. */
  readonly number: number;
  /** The lines before it, counted from those of the block. */
  readonly line: number;
  /** True if it has no end that is known. */
  readonly endless: boolean;
}

/**
 * Finds the rows and cells of bytes: a delimiter, a quote and a line's end are single bytes in UTF-8, which are part of no
 * other letter.
 *
 * - **Source** Shafranovich, "Common Format and MIME Type for Comma-Separated Values (CSV) Files", RFC 4180, 2005
 */
export class RowScanner {
  readonly #dialect: Dialect;
  /** No byte above it means anything outside quotes. */
  readonly #highest: number;
  #bytes: Uint8Array = new Uint8Array();
  #to = 0;
  #ended = false;
  /** The offset that scanning has come to. */
  at = 0;
  /** Rows and lines since the block's start. */
  number = 0;
  line = 0;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
    this.#highest = Math.max(dialect.delimiter, CR);
  }

  /** Scans whole rows into `index`, until it is full, the bytes run out, or a row is broken: it is returned, and left out. */
  scan(block: Block, index: RowIndex): BrokenRow | undefined {
    this.begin(block);
    index.rows = 0;
    return this.more(block, index);
  }

  /** Begins a block. */
  begin({ bytes, from, to, ended }: Block): void {
    this.#bytes = bytes;
    this.#to = to;
    this.#ended = ended;
    this.at = from;
    this.number = 0;
    this.line = 0;
  }

  /** Goes on after a broken row. */
  more({ full }: Block, index: RowIndex): BrokenRow | undefined {
    while (index.rows < index.capacity && this.#toRow()) {
      const start = this.at;
      const { line, number } = this;
      const cells = this.#row(index.ends, index.rows * index.width, index.width);
      if (cells === index.width) {
        index.starts[index.rows] = start;
        index.numbers[index.rows++] = number;
        this.number++;
        continue;
      }
      // What a wrong quote hides is unknown: reading goes on at the next line.
      const next = cells < 0 ? this.#afterLine(start) : this.at;
      if (!full && (cells === NOT_WHOLE || next < 0)) {
        this.at = start;
        this.line = line;
        return undefined;
      }
      if (cells < 0) [this.at, this.line] = [next, line + 1];
      this.number++;
      return { kind: kindOf(cells, index.width), cells, start, number, line, endless: this.at < 0 };
    }
    return undefined;
  }

  /** Passes empty lines and comments. False if there is no row, or only a part of such a line. */
  #toRow(): boolean {
    const bytes = this.#bytes;
    while (this.at < this.#to) {
      const byte = bytes[this.at]!;
      if (byte !== LF && byte !== CR && byte !== this.#dialect.comment) return true;
      const next = this.#afterLine(this.at);
      if (next < 0) return false;
      this.at = next;
      this.line++;
    }
    return false;
  }

  /** Returns the offset of the next line, or −1 if it is not known yet. */
  #afterLine(from: number): number {
    const bytes = this.#bytes;
    let at = from;
    while (at < this.#to && bytes[at] !== LF && bytes[at] !== CR) at++;
    if (at === this.#to) return this.#ended ? at : -1;
    if (bytes[at] === LF) return at + 1;
    if (at + 1 === this.#to) return this.#ended ? at + 1 : -1;
    return bytes[at + 1] === LF ? at + 2 : at + 1;
  }

  /** Scans a row and writes the ends of its cells. Returns their number, or what is wrong. */
  #row(ends: Int32Array, first: number, width: number): number {
    const bytes = this.#bytes;
    const to = this.#to;
    const highest = this.#highest;
    const { delimiter, quote } = this.#dialect;
    let at = this.at;
    for (let cells = 0; ;) {
      if (at < to && bytes[at] === quote) {
        at = this.#afterQuote(at + 1);
        if (at < 0) return at;
      } else
        for (; at < to; at++) {
          const byte = bytes[at]!;
          if (byte <= highest && (byte === delimiter || byte === LF || byte === CR)) break;
        }
      if (cells < width) ends[first + cells] = at;
      cells++;
      if (at < to && bytes[at] === delimiter) {
        at++;
        continue;
      }
      const next = at === to ? (this.#ended ? to : -1) : this.#afterLine(at);
      if (next < 0) return NOT_WHOLE;
      this.at = next;
      this.line++;
      return cells;
    }
  }

  /** Returns the offset after a closing quote, or what is wrong. */
  #afterQuote(from: number): number {
    const bytes = this.#bytes;
    const to = this.#to;
    const { delimiter, quote } = this.#dialect;
    for (let at = from; at < to; at++) {
      const byte = bytes[at]!;
      if (byte === LF || (byte === CR && bytes[at + 1] !== LF)) this.line++;
      if (byte !== quote) continue;
      if (at + 1 === to) return this.#ended ? to : NOT_WHOLE;
      const next = bytes[at + 1]!;
      if (next === delimiter || next === LF || next === CR) return at + 1;
      if (next !== quote) return AFTER_QUOTE;
      at++;
    }
    return this.#ended ? UNCLOSED : NOT_WHOLE;
  }
}

const NOT_WHOLE = -1;

const UNCLOSED = -2;

const AFTER_QUOTE = -3;

function kindOf(cells: number, width: number): BrokenRow['kind'] {
  if (cells >= 0) return cells < width ? 'few' : 'many';
  return cells === UNCLOSED ? 'unclosed' : cells === AFTER_QUOTE ? 'after-quote' : 'long';
}

/** The offsets of the cells of some rows in the bytes of a block. */
export class RowIndex {
  /** The number of cells of each row. */
  readonly width: number;
  /** The most rows that it holds. */
  readonly capacity: number;
  rows = 0;
  /** The offset of each row. */
  readonly starts: Int32Array;
  /** The offset after each cell, row by row. */
  readonly ends: Int32Array;
  /** The number of each row in its source, counted from that of the block. */
  readonly numbers: Int32Array;

  constructor(width: number, capacity: number) {
    this.width = width;
    this.capacity = capacity;
    this.starts = new Int32Array(capacity);
    this.ends = new Int32Array(capacity * width);
    this.numbers = new Int32Array(capacity);
  }

  /** The offset of a cell. */
  start(row: number, column: number): number {
    return column === 0 ? this.starts[row]! : this.ends[row * this.width + column - 1]! + 1;
  }

  /** The offset after a cell. */
  end(row: number, column: number): number {
    return this.ends[row * this.width + column]!;
  }

  /** Keeps the rows that are not among `bad`. */
  leaveOut(bad: { has(row: number): boolean }): void {
    let kept = 0;
    for (let row = 0; row < this.rows; row++) {
      if (bad.has(row)) continue;
      this.starts[kept] = this.starts[row]!;
      this.numbers[kept] = this.numbers[row]!;
      this.ends.copyWithin(kept * this.width, row * this.width, (row + 1) * this.width);
      kept++;
    }
    this.rows = kept;
  }
}

/** The bytes that separate and enclose cells; −1 if there is none. */
export interface Dialect {
  readonly delimiter: number;
  readonly quote: number;
  readonly comment: number;
}

export const LF = 10;

export const CR = 13;

/** The number of cells that a row should have, and the offset of its block. */
interface RowContext {
  readonly width: number;
  readonly offset: RowOffset;
}

/** Returns the error of a row that is not as the format wants it. */
export function brokenRow(source: string, broken: BrokenRow, { width, offset }: RowContext): DataError {
  const row = offset.row + broken.number;
  const where = `in row ${row} (line ${offset.line + broken.line + 1})`;
  const { requirement, given, advice } = {
    few: {
      requirement: `a row must have ${width} cells, as the header`,
      given: `${broken.cells}`,
      advice: SKIP,
    },
    many: {
      requirement: `a row must have ${width} cells, as the header`,
      given: `${broken.cells}`,
      advice: `Put quotes around a cell with a delimiter. ${SKIP}`,
    },
    unclosed: {
      requirement: 'a quote must be closed before the file ends',
      given: 'an open one',
      advice: `Close it, or read without quotes: { quote: false }. ${SKIP}`,
    },
    'after-quote': {
      requirement: 'a closing quote must end its cell',
      given: 'letters after it',
      advice: `Double a quote in a cell, or read without quotes: { quote: false }. ${SKIP}`,
    },
    long: {
      requirement: 'a row must end before it has more bytes than maxRowBytes',
      given: 'a longer one',
      advice: 'Look for a quote that is not closed, or raise maxRowBytes.',
    },
  }[broken.kind];
  return new DataError(source, requirement, `${given} ${where}`, advice, { source, row });
}

const SKIP = "Leave such rows out with { badRows: 'skip' }.";
