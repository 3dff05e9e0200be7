import type { DataReader, PageHeader, SchemaElement } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { readPlain } from 'hyparquet/src/plain.js';
import type { Conversion, Converted } from '../columnar/cells.ts';
import { checkThrift } from './check-thrift.ts';
import {
  type Compression,
  decompressed,
  type Depths,
  isOneRun,
  levelsOf,
  pageParts,
  pageValues,
} from './page-parts.ts';

/** A page with its values as cells. */
export interface CellPage {
  /** The number of values, those that are missing included. */
  readonly rows: number;
  readonly repetition: Uint8Array | undefined;
  /** The definition level of each value; `undefined` if none is missing. */
  readonly definition: Uint8Array | undefined;
  /** For each value that is there its index in the cells, which are of a dictionary; else the cells are of the values. */
  readonly indices: Int32Array | undefined;
  readonly converted: Converted;
}

/** The bytes of a column in one row group, and what is needed to decode them. */
export interface PageSource extends Compression {
  readonly bytes: Uint8Array;
  readonly element: SchemaElement;
  readonly depths: Depths;
  readonly convert: Conversion;
  /** The number of values, those that are missing included. */
  readonly values: number;
}

/** The values of a page, those that are missing included, at most: a run of equal ones takes a few bytes, whatever its length. */
const MOST_VALUES = 2 ** 24;
/** The values that each byte of a page may stand for besides: a boolean takes a bit. */
const VALUES_PER_BYTE = 8;

/** The memory that the header of a page may take; it has a few numbers, and the bounds of its values. */
export const HEADER_MEMORY: number = 2 ** 16;

/** Decodes the pages of a column, one at a time. */
export class PageReader {
  private readonly source: PageSource;
  private readonly reader: DataReader;
  private dictionary: Converted | undefined;
  private left: number;
  /** The bytes of all pages so far, decompressed. */
  unpacked = 0;

  constructor(source: PageSource) {
    const { bytes } = source;
    this.source = source;
    this.left = source.values;
    this.reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
  }

  /** True if no page follows. */
  get ended(): boolean {
    return this.reader.offset >= this.source.bytes.length;
  }

  /** Returns the next page with values, or the number of these, without decoding them, if it is at most `skippable`. */
  next(skippable: number): CellPage | number {
    for (;;) {
      checkThrift(this.source.bytes, this.reader.offset, HEADER_MEMORY);
      const header = parquetHeader(this.reader);
      const bytes = this.bytesOf(header);
      this.unpacked += header.uncompressed_page_size;
      if (header.type === 'DICTIONARY_PAGE') this.dictionary = this.dictionaryOf(bytes, header);
      if (header.type !== 'DATA_PAGE' && header.type !== 'DATA_PAGE_V2') continue;
      const { num_values: count } = header.data_page_header ?? header.data_page_header_v2!;
      this.left -= count;
      if (!(count >= 0 && this.left >= 0)) throw new Error(`more than ${this.source.values} values`);
      if (count > 0 && count <= skippable) return count;
      if (count > MOST_VALUES + VALUES_PER_BYTE * bytes.length)
        throw new Error(`a page of ${count} values in ${bytes.length} bytes`);
      if (count > 0) return this.pageOf(bytes, header);
    }
  }

  private bytesOf(header: PageHeader): Uint8Array {
    const start = this.reader.offset;
    const { compressed_page_size: size } = header;
    if (!(size >= 0 && start + size <= this.source.bytes.length)) throw new Error('a page that is cut off');
    this.reader.offset = start + size;
    return this.source.bytes.subarray(start, this.reader.offset);
  }

  private dictionaryOf(bytes: Uint8Array, header: PageHeader): Converted {
    const { element, convert } = this.source;
    const page = decompressed(bytes, header.uncompressed_page_size, this.source);
    const reader = { view: new DataView(page.buffer, page.byteOffset, page.byteLength), offset: 0 };
    const count = header.dictionary_page_header!.num_values;
    // Each value has a bit at least.
    if (!(count >= 0 && count <= 8 * page.length))
      throw new Error(`a dictionary of ${count} values in ${page.length} bytes`);
    return convert(readPlain(reader, element.type!, count, element.type_length));
  }

  private pageOf(bytes: Uint8Array, header: PageHeader): CellPage {
    const { element, depths, convert } = this.source;
    const { count: rows, encoding, body, ...encoded } = pageParts(bytes, header, this.source);
    const repetition = encoded.repetition && levelsOf(encoded.repetition, rows, depths.repetition);
    const definition = definitionOf(encoded.definition, rows, depths.definition);
    const count = definition === undefined ? rows : countOf(definition, depths.definition);
    const { indices, values } = pageValues({ count, encoding, body }, element);
    const page = { rows, repetition, definition, indices };
    if (indices === undefined) return { ...page, converted: convert(values) };
    if (this.dictionary === undefined) throw new Error('a page without its dictionary');
    checkIndices(indices, this.dictionary.cells.length);
    return { ...page, converted: this.dictionary };
  }
}

function definitionOf(bytes: Uint8Array | undefined, rows: number, most: number): Uint8Array | undefined {
  if (bytes === undefined || (most === 1 && isOneRun(bytes, rows))) return undefined;
  return levelsOf(bytes, rows, most);
}

function countOf(levels: Uint8Array, level: number): number {
  let count = 0;
  for (let i = 0; i < levels.length; i++) if (levels[i] === level) count++;
  return count;
}

/** An index past the end would read as a missing value. */
function checkIndices(indices: Int32Array, size: number): void {
  let most = 0;
  for (let i = 0; i < indices.length; i++) most = Math.max(most, indices[i]! >>> 0);
  if (most >= size) throw new Error(`index ${most} of a dictionary of ${size}`);
}
