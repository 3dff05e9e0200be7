import { type DataType, type Field, Type, UnionMode } from '@uwdata/flechette';
import { mostUnpacked } from '../columnar/unpacking.ts';
import type { BatchLayout } from './batch-layout.ts';

/**
 * Does nothing if the buffers of a batch hold as many values as its columns have. flechette trusts the numbers.
 *
 * - **Throws** `Error` for others
 * - **Source** the Arrow columnar format, "Physical memory layout"
 */
export function checkBatch(layout: BatchLayout, fields: readonly Field[], version: number): void {
  const parts = new BatchParts(layout, version);
  for (const { type } of fields) checkRows(columnLength(type, parts), layout.rows);
}

/** Does the same for a dictionary, the values of which have one bit at least. */
export function checkDictionary(layout: BatchLayout, type: DataType | undefined, version: number): void {
  if (type === undefined) throw new Error(`a dictionary ${layout.id} that no column has`);
  checkRows(columnLength(type, new BatchParts(layout, version)), layout.rows);
  if (layout.rows > 8 * layout.body.length + 64)
    throw new Error(`a dictionary of ${layout.rows} values in ${layout.body.length} bytes`);
}

function checkRows(length: number, rows: number): void {
  if (length !== rows) throw new Error(`a column of ${length} rows in a batch of ${rows}`);
}

/** Returns the number of values of a column after checking it and those in it. */
function columnLength(type: DataType, parts: BatchParts): number {
  const length = parts.length();
  if (type.typeId === Type.Null) return length;
  if (type.typeId === Type.Union) checkUnion(type, length, parts);
  else if (type.typeId === Type.RunEndEncoded) checkRuns(type, length, parts);
  else {
    parts.bits(length, 1, 'may be empty');
    checkValues(type, length, parts);
  }
  return length;
}

function checkValues(type: DataType, length: number, parts: BatchParts): void {
  switch (type.typeId) {
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Binary:
    case Type.LargeBinary: {
      const offsets = parts.offsets(length, type.offsets.BYTES_PER_ELEMENT);
      return offsets.check(parts.bits(0, 8));
    }
    case Type.BinaryView:
    case Type.Utf8View:
      parts.views(length);
      return parts.variadic();
    case Type.List:
    case Type.LargeList:
    case Type.Map: {
      const offsets = parts.offsets(length, type.offsets.BYTES_PER_ELEMENT);
      return offsets.check(columnLength(type.children[0]!.type, parts));
    }
    case Type.ListView:
    case Type.LargeListView: {
      const width = type.offsets.BYTES_PER_ELEMENT;
      const spans = [parts.offsets(length - 1, width), parts.offsets(length - 1, width)] as const;
      return spans[0].checkSpans(spans[1], columnLength(type.children[0]!.type, parts), parts.mostValues);
    }
    case Type.FixedSizeList:
      return atLeast(columnLength(type.children[0]!.type, parts), length * type.stride);
    case Type.Struct:
      return type.children.forEach(child => atLeast(columnLength(child.type, parts), length));
    default:
      parts.bits(length, bitsOf(type));
  }
}

function checkUnion(type: DataType & { typeId: typeof Type.Union }, length: number, parts: BatchParts): void {
  parts.unionValidity();
  parts.bits(length, 8);
  const sparse = type.mode === UnionMode.Sparse;
  if (!sparse) parts.bits(length, 32);
  for (const child of type.children) atLeast(columnLength(child.type, parts), sparse ? length : 0);
}

function checkRuns(
  { children: [ends, values] }: DataType & { typeId: typeof Type.RunEndEncoded },
  length: number,
  parts: BatchParts,
): void {
  if (ends.type.typeId !== Type.Int || ends.type.bitWidth === 8) throw new Error('runs with ends of another type');
  const runs = parts.length();
  parts.bits(runs, 1, 'may be empty');
  parts.offsets(runs - 1, ends.type.bitWidth / 8).checkEnds(length);
  atLeast(columnLength(values.type, parts), runs);
}

function atLeast(length: number, least: number): void {
  if (length < least) throw new Error(`a column of ${length} values that needs ${least}`);
}

/** Returns the bits of a value. */
function bitsOf(type: DataType): number {
  switch (type.typeId) {
    case Type.Bool:
      return 1;
    case Type.Decimal:
      return type.bitWidth;
    case Type.Interval:
      return 32 << type.unit;
    case Type.FixedSizeBinary:
      return 8 * type.stride;
    case Type.Dictionary:
      return type.indices.bitWidth;
    case Type.Int:
    case Type.Float:
    case Type.Date:
    case Type.Time:
    case Type.Timestamp:
    case Type.Duration:
      return 8 * type.values.BYTES_PER_ELEMENT;
    default:
      throw new Error(`a column of type ${type.typeId}`);
  }
}

/** The lengths and buffers of a batch, one after another. */
class BatchParts {
  private readonly layout: BatchLayout;
  private readonly version: number;
  private lengths = 0;
  private buffers = 0;
  private variadics = 0;

  constructor(layout: BatchLayout, version: number) {
    this.layout = layout;
    this.version = version;
  }

  /** Returns the next number of values. */
  length(): number {
    const length = this.layout.lengths[this.lengths++];
    return length ?? ended();
  }

  /**
   * Returns the size of the next buffer, in bytes.
   *
   * - **Throws** `Error` if it cannot hold `count` values of `bits` each
   */
  bits(count: number, bits: number, empty?: 'may be empty'): number {
    const { length: size } = this.buffer();
    if (8 * size < count * bits && !(empty && size === 0)) throw new Error(`${count} values in ${size} bytes`);
    return size;
  }

  /** Returns the next buffer, which has one number more than there are values; it may be empty if there are none. */
  offsets(values: number, width: number): Offsets {
    const bytes = this.buffer();
    const count = values + 1;
    if (values <= 0 && bytes.length < count * width) return new Offsets(new Uint8Array(), width, 0);
    if (bytes.length < count * width) throw new Error(`${count} offsets in ${bytes.length} bytes`);
    return new Offsets(bytes, width, count);
  }

  /** The values that rows which may share them have in all, at most. */
  get mostValues(): number {
    return mostUnpacked(this.layout.body.length) / 8;
  }

  /**
   * Skips a buffer of views, which may lie in the same bytes.
   *
   * - **Throws** `Error` if it has fewer than `count`, or if they are longer in all than texts of such a batch can be
   */
  views(count: number): void {
    const bytes = this.buffer();
    if (bytes.length < 16 * count) throw new Error(`${count} values in ${bytes.length} bytes`);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let left = mostUnpacked(this.layout.body.length);
    for (let i = 0; i < count; i++) left -= view.getUint32(16 * i, true);
    if (left < 0) throw new Error(`texts of more than ${mostUnpacked(this.layout.body.length)} bytes`);
  }

  /** Skips the buffers of texts that lie in several. */
  variadic(): void {
    const count = this.layout.variadic[this.variadics++] ?? ended();
    if (!(count >= 0 && this.buffers + count <= this.layout.buffers.length))
      throw new Error(`${count} buffers of texts`);
    this.buffers += count;
  }

  /** Skips the buffer that unions had before version 5, which has the number 4. */
  unionValidity(): void {
    if (this.version < 4) this.buffer();
  }

  private buffer(): Uint8Array {
    const { buffers, body, codec } = this.layout;
    const { from, to } = buffers[this.buffers++] ?? ended();
    return body.subarray(codec === undefined || from === to ? from : from + 8, to);
  }
}

function ended(): never {
  throw new Error('a batch with fewer parts than its columns have');
}

/** Offsets of 16, 32 or 64 bits, in a buffer of a batch. */
class Offsets {
  private readonly values: Int16Array | Int32Array | BigInt64Array;

  constructor(bytes: Uint8Array, width: number, count: number) {
    const aligned = bytes.byteOffset % width === 0 ? bytes : bytes.slice();
    const parts = [aligned.buffer, aligned.byteOffset, count] as const;
    if (width === 2) this.values = new Int16Array(...parts);
    else this.values = width === 4 ? new Int32Array(...parts) : new BigInt64Array(...parts);
  }

  /**
   * Does nothing if no offset is less than that before it, and none is more than `size`.
   *
   * - **Throws** `Error` for others
   */
  check(size: number): void {
    const { values } = this;
    if (values.length === 0) return;
    if (!(values[0]! >= 0 && values.at(-1)! <= size)) outside(size);
    for (let i = 1; i < values.length; i++) if (values[i]! < values[i - 1]!) outside(size);
  }

  /**
   * Does nothing if these ends of runs rise, and the last is that of `rows` rows or of more.
   *
   * - **Throws** `Error` for others
   */
  checkEnds(rows: number): void {
    const last = Number(this.values.at(-1) ?? 0);
    if (last < rows) throw new Error(`runs of ${last} rows in place of ${rows}`);
    this.check(last);
  }

  /**
   * Does nothing if all spans, which begin at these offsets, end at `size` at most, and have at most `all` values together.
   *
   * - **Throws** `Error` for others
   */
  checkSpans(lengths: Offsets, size: number, all: number): void {
    let left = all;
    for (let i = 0; i < this.values.length; i++) {
      const from = Number(this.values[i]);
      const length = Number(lengths.values[i]);
      if (!(from >= 0 && length >= 0 && from + length <= size)) outside(size);
      left -= length;
    }
    if (left < 0) throw new Error(`spans of more than ${all} values`);
  }
}

function outside(size: number): never {
  throw new Error(`offsets that are not among ${size}`);
}
