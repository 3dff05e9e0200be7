import { DataError } from '@thalweg/data';
import { checkJson } from '@thalweg/tensor/engine';
import type { BadRowCounter } from '../blocks/bad-rows.ts';
import type { Block, ParsedBlock, RowPlace } from '../blocks/block.ts';
import { convertRows } from '../blocks/found-rows.ts';
import { ByteTexts } from '../cells/byte-texts.ts';
import { lineEnd } from '../lines/line-end.ts';
import { longLine } from '../lines/long-line.ts';
import { exactJson } from './exact-json.ts';
import type { JsonRows } from './json-rows.ts';

/** Parses the blocks of one reading of JSON lines. */
export class JsonLinesParser {
  readonly #source: string;
  readonly #rows: JsonRows;
  readonly #skipped: BadRowCounter | undefined;
  #texts = new ByteTexts(new Uint8Array());

  constructor(source: string, rows: JsonRows) {
    this.#source = source;
    this.#rows = rows;
    this.#skipped = rows.skipped;
  }

  parse(block: Block): ParsedBlock {
    if (this.#texts.bytes !== block.bytes) this.#texts = new ByteTexts(block.bytes);
    this.#rows.rows = 0;
    let { place } = block;
    let failure: DataError | undefined;
    for (let at = block.from; at < block.to && this.#rows.rows < this.#rows.capacity;) {
      const lines = emptyLines(block, at);
      if (lines > 0) {
        at += lines;
        place = { byte: place.byte + lines, row: place.row, line: place.line + lines };
        continue;
      }
      const end = lineEnd(block, at);
      if (end < 0 && block.full) failure = longLine(this.#source, place);
      if (end < 0) break;
      const blank = isBlank(block.bytes, at, end);
      const error = blank ? undefined : this.#add(at, end, place);
      if (error !== undefined && this.#skipped === undefined) failure = error;
      if (failure !== undefined) break;
      if (error !== undefined) this.#skipped!.count(error);
      at = Math.min(end + 1, block.to);
      const byte = block.place.byte + at - block.from;
      place = { byte, row: place.row + (blank ? 0 : 1), line: place.line + 1 };
    }
    return convertRows(this.#rows, this.#rows, { place, failure });
  }

  /** Adds the row of a line. Returns what is wrong with it. */
  #add(from: number, to: number, place: RowPlace): DataError | undefined {
    const text = this.#texts.text(from, to);
    const source = this.#source;
    const { row } = place;
    const where = `in row ${row} (line ${place.line + 1})`;
    if (text === undefined)
      return new DataError(source, 'texts must be UTF-8', `other bytes ${where}`, 'Convert the file.', { source, row });
    try {
      checkJson(this.#texts.bytes.subarray(from, to));
      return this.#rows.add(exactJson(text), place);
    } catch (cause) {
      const requirement = cause instanceof RangeError ? cause.message : 'a line must be JSON';
      const short = text.length > 40 ? `${text.slice(0, 40)}…` : text;
      const advice = `Read a file that is one array with json(…). ${SKIP}`;
      return new DataError(source, requirement, `'${short}' ${where}`, advice, { source, row, cause });
    }
  }
}

const SKIP = "Leave bad lines out with { badRows: 'skip' }.";

/** Returns the number of lines without a letter from a place on. */
function emptyLines({ bytes, to }: Block, from: number): number {
  let at = from;
  while (at < to && bytes[at] === 10) at++;
  return at - from;
}

/** True for a line of spaces, which JSON leaves out. */
export function isBlank(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] !== 32 && bytes[at] !== 13 && bytes[at] !== 9) return false;
  return true;
}
