import { Type, UnionMode, type DataType, type Field } from '@uwdata/flechette';
import type { BatchLayout } from './batch-layout.ts';
import { BatchParts } from './batch-parts.ts';

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
