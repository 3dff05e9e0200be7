import {
  DataError,
  type Dataset,
  type Pixels,
  type SourceOffset,
  type Pulled,
  type EpochIterator,
  type Table,
  type TableColumn,
} from '@thalweg/data';
import { fromTables, toAwait } from '@thalweg/data/engine';
import { allocate, type DType, printShape, type Tensor } from '@thalweg/tensor';
import { oneOf, optionsOf, printed } from '@thalweg/tensor/engine';
import type { ByteSourceLike } from '../source/byte-source-like.ts';
import { byteSourceOf } from '../source/byte-source-of.ts';
import type { ByteSource, Chunks } from '../source/byte-source.ts';
import { unzipped } from '../source/decoding.ts';
import { host } from '../source/host.ts';
import { ofFirstBytes, peekable, type PeekableSource } from '../source/peekable.ts';

/** Options of {@link idx}. */
export interface IdxOptions<Name extends string = string, Images extends Name = Name> {
  /** Fields of images that are `Pixels`, grey ones `[height, width, 1]`: bytes to augment, and to normalize last. */
  readonly pixels?: readonly Images[];
  /** Factors by the name of a field: `{ image: 1 / 255 }`. */
  readonly scale?: Readonly<Partial<Record<Name, number>>>;
}

/**
 * Returns a promise of the rows of IDX files, the format of MNIST, side by side: a record has one field from each file. `.gz` is
 * decompressed. The headers are read at once, so the dataset has a length.
 *
 * - **Record** a number for a file of one dimension; a tensor with the shape of a row for others, `[28, 28]` for an image. Only the
 *   files know the shapes, so a type argument declares the record: `idx<{ image: Tensor<readonly [28, 28]>; digit: number }>(…)`
 * - **Pixels** fields of `{ pixels: ['image'] }` are bytes, `[28, 28, 1]` for a grey image of `[28, 28]`
 * - **dtype** of one-dimensional files of whole numbers `int32`, as of labels; `float32` of others and of scaled ones; `int32` and
 *   `float64` stay
 * - **Offset** the row: rows before it are not read again, except in `.gz`, where they are decompressed again
 * - **Throws** `DataError` if a file is no IDX, has rows of more than 128 MiB or longer than itself, or the files differ in rows; as a stream error, if a file is cut off
 * - **Source** LeCun, Cortes and Burges, "The MNIST Database of Handwritten Digits", the IDX file format
 *
 * @example
 * const file = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 1); // bytes, one dimension, three rows
 * const digits = await idx({ digit: file });
 * digits.length // => 3
 * await digits.open().next() // => { digit: 7 }
 */
export function idx<
  Row = unknown,
  const Files extends Readonly<Record<string, ByteSourceLike>> = Readonly<
    Record<Extract<keyof Row, string>, ByteSourceLike>
  >,
  const Images extends Extract<keyof Files, string> = never,
>(
  files: Files,
  options?: IdxOptions<Extract<keyof Files, string>, Images> | IdxOptions<Extract<keyof Files, string>>,
): Promise<
  Dataset<unknown extends Row ? { [Name in keyof Files]: Name extends Images ? Pixels : number | Tensor } : Row>
> {
  const { scale = {}, pixels = [] } = optionsOf('idx', options, { scale: undefined, pixels: undefined });
  const names = namesOf(files);
  for (const name of Object.keys(scale)) oneOf('idx', name, names, 'the field of a factor');
  for (const name of pixels)
    if (Object.hasOwn(scale, oneOf('idx', name, names, 'the field of pixels')))
      throw new DataError('idx', `pixels must have no factor`, name, 'Leave it to normalize().');
  const formOf = (name: string): Form =>
    pixels.some(one => one === name) ? 'pixels' : (scale as Readonly<Record<string, number>>)[name];
  return toAwait('idx', datasetOf(names.map(name => [name, files[name]!, formOf(name)])));
}

/** The form of a field: pixels, or numbers with a factor. */
type Form = 'pixels' | number | undefined;

async function datasetOf<Row>(files: readonly (readonly [string, ByteSourceLike, Form])[]): Promise<Dataset<Row>> {
  const opened = await Promise.all(files.map(([name, file, form]) => openFile(name, file, form)));
  const rows = rowsOf(opened);
  const read = (row: number): IdxIterator => new IdxIterator(opened, rows, row);
  return fromTables<Row>(
    {
      read: (_, index, offset) => read(offset === undefined ? index : rowOf(offset)),
    },
    { length: rows },
  );
}

function namesOf(files: object): readonly string[] {
  if (printed(files) === 'Object') return Object.keys(files);
  throw new DataError('idx', 'files must be named', printed(files), "Name the field of each: { image: 'images.gz' }.");
}

async function openFile(name: string, given: ByteSourceLike, form: Form): Promise<IdxFile> {
  const raw = byteSourceOf('idx', given);
  const source = peekable(unzipped(raw));
  const header = await ofFirstBytes(source.peek(), (bytes, ended) => idxHeader(source.name, bytes, ended));
  await checkRow(raw, header);
  if (form === 'pixels') checkImages(source.name, header);
  return { name, source, header, form };
}

/** The bytes of a row, at most: those of a volume of 512 × 512 × 512. */
const MOST_ROW = 2 ** 27;

/** A row of fewer bytes is found to be cut off when it is read. */
const SMALL_ROW = 2 ** 20;

/** The bytes that one of gzip stands for, at most: a match of 258 bytes takes two bits at least. */
const RATIO = 1032;

/** Refuses a row that the file has no room for, before there is memory for it. */
async function checkRow(source: ByteSource, { rows, rowBytes }: IdxHeader): Promise<void> {
  const refused = (requirement: string, given: string): DataError =>
    new DataError(source.name, requirement, given, 'Check the file.', { source: source.name });
  if (!(rowBytes <= MOST_ROW)) throw refused(`a row must have at most ${MOST_ROW} bytes`, String(rowBytes));
  if (rows === 0 || rowBytes <= SMALL_ROW) return;
  const access = await source.random?.();
  if (access === undefined) return;
  const [a, b] = await access.slice(0, 2);
  const most = a === 0x1f && b === 0x8b ? RATIO * access.size : access.size;
  if (rowBytes > most) throw refused(`the file must have a row of ${rowBytes} bytes`, `a file of ${access.size}`);
}

function checkImages(source: string, { kind, shape }: IdxHeader): void {
  if (kind === 'uint8' && (shape.length === 2 || (shape.length === 3 && shape[2]! >= 1 && shape[2]! <= 4))) return;
  const requirement = 'pixels must be bytes, [height, width] or with 1 to 4 channels';
  throw new DataError(source, requirement, `${kind} of ${printShape(shape)}`, 'Leave the field out of { pixels }.', { source });
} // prettier-ignore

function rowsOf(files: readonly IdxFile[]): number {
  const [first, ...rest] = files;
  if (first === undefined)
    throw new DataError('idx', 'there must be at least one file', 'none', "Name them: { image: 'a.gz' }.");
  for (const { name, header } of rest)
    if (header.rows !== first.header.rows) {
      const given = `${first.header.rows} in ${first.name} and ${header.rows} in ${name}`;
      throw new DataError('idx', 'all files must have as many rows', given, 'Give files that belong together.');
    }
  return first.header.rows;
}

function rowOf(offset: SourceOffset): number {
  if (Number.isSafeInteger(offset)) return offset as number;
  throw new DataError(
    'idx',
    'an offset must be one of these files',
    JSON.stringify(offset),
    'Start from an index without an offset of the source.',
  );
}

/** A file that gives a column. */
interface IdxFile {
  readonly name: string;
  readonly source: PeekableSource;
  readonly header: IdxHeader;
  readonly form: Form;
}

/** The bytes that are read at once. */
const BLOCK = 1 << 18;

const MOST_ROWS = 8192;

/** Reads files side by side, from a row on. */
class IdxIterator implements EpochIterator<Table> {
  readonly #files: readonly IdxFile[];
  readonly #rows: number;
  readonly #abort = new (host().AbortController)();
  readonly #feeds: readonly ByteFeed[];
  readonly #atOnce: number;
  #row: number;
  #delivered: number | undefined;

  constructor(files: readonly IdxFile[], rows: number, row: number) {
    this.#files = files;
    this.#rows = rows;
    this.#row = row;
    const { signal } = this.#abort;
    this.#feeds = files.map(
      ({ source, header }) => new ByteFeed(source.stream(header.size + row * header.rowBytes, signal)),
    );
    const rowBytes = files.reduce((sum, { header }) => sum + header.rowBytes, 0);
    this.#atOnce = Math.max(1, Math.min(MOST_ROWS, Math.floor(BLOCK / Math.max(1, rowBytes))));
  }

  next(): Pulled<Table> {
    const rows = Math.min(this.#atOnce, this.#rows - this.#row);
    return rows <= 0 || this.#abort.signal.aborted ? undefined : this.#read(rows);
  }

  offset(): SourceOffset | undefined {
    return this.#delivered;
  }

  close(): void {
    this.#abort.abort();
    for (const feed of this.#feeds) void feed.close();
  }

  async #read(rows: number): Promise<Table | undefined> {
    const columns: Record<string, TableColumn> = {};
    const parts = await Promise.all(this.#files.map(({ header }, at) => this.#feeds[at]!.take(rows * header.rowBytes)));
    if (this.#abort.signal.aborted) return undefined;
    this.#files.forEach(({ name, source, header, form }, at) => {
      const bytes = parts[at]!;
      if (bytes.length < rows * header.rowBytes)
        throw cutOff(source.name, this.#rows, this.#row + Math.floor(bytes.length / header.rowBytes));
      columns[name] = idxColumn(header, bytes, form);
    });
    this.#row += rows;
    this.#delivered = this.#row;
    return { rows, columns };
  }
}

function cutOff(source: string, rows: number, row: number): DataError {
  const requirement = `the file must have ${rows} rows, as its header says`;
  return new DataError(source, requirement, `${row}`, 'Fetch the file again.', { source, row });
}

/** The bytes that are stored before any has come. A header may state any number. */
const FIRST = 1 << 20;

/** Takes bytes from chunks, as many as are asked for. */
class ByteFeed {
  readonly #chunks: Chunks;
  #chunk = new Uint8Array() as Uint8Array;

  constructor(chunks: Chunks) {
    this.#chunks = chunks;
  }

  /** Returns the next `count` bytes in new storage, or fewer at the end. The storage grows with the bytes that come. */
  async take(count: number): Promise<Uint8Array> {
    let taken = new Uint8Array(Math.min(count, FIRST));
    for (let filled = 0; filled < count;) {
      if (this.#chunk.length === 0) {
        const { done, value } = await this.#chunks.next();
        if (done === true) return taken.subarray(0, filled);
        this.#chunk = value;
      }
      if (filled === taken.length) {
        const larger = new Uint8Array(Math.min(count, 2 * filled));
        larger.set(taken);
        taken = larger;
      }
      const part = this.#chunk.subarray(0, taken.length - filled);
      taken.set(part, filled);
      filled += part.length;
      this.#chunk = this.#chunk.subarray(part.length);
    }
    return taken;
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}

/** Returns the dtype of a column: labels are whole numbers, images are not. */
function dtypeOf({ kind, shape }: IdxHeader, scale: number | undefined): DType {
  if (kind === 'float64') return 'float64';
  return kind === 'int32' || (kind !== 'float32' && shape.length === 0)
    ? scale === undefined
      ? 'int32'
      : 'float32'
    : 'float32';
}

const READERS: Readonly<Record<IdxKind, (view: DataView, at: number) => number>> = {
  uint8: (view, at) => view.getUint8(at),
  int8: (view, at) => view.getInt8(at),
  int16: (view, at) => view.getInt16(2 * at),
  int32: (view, at) => view.getInt32(4 * at),
  float32: (view, at) => view.getFloat32(4 * at),
  float64: (view, at) => view.getFloat64(8 * at),
};

/** Returns the column of the rows in some bytes, whose numbers have their high byte first. */
function idxColumn(header: IdxHeader, bytes: Uint8Array, form: Form): TableColumn {
  const { kind, shape, rowBytes } = header;
  if (form === 'pixels') return { data: bytes, shape: [...shape, 1].slice(0, 3), dtype: undefined, pixels: true };
  const scale = form;
  const dtype = dtypeOf(header, scale);
  const width = shape.reduce((product, length) => product * length, 1);
  const data = allocate(dtype, (bytes.length / rowBytes) * width);
  if (kind === 'uint8') data.set(bytes);
  else {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const read = READERS[kind];
    for (let at = 0; at < data.length; at++) data[at] = read(view, at);
  }
  if (scale !== undefined) for (let at = 0; at < data.length; at++) data[at] = data[at]! * scale;
  return { data, shape, dtype, tensors: shape.length > 0 };
}

/** The kinds of elements, by the code in the file, with the bytes that each takes. */
const KINDS = {
  0x08: { kind: 'uint8', bytes: 1 },
  0x09: { kind: 'int8', bytes: 1 },
  0x0b: { kind: 'int16', bytes: 2 },
  0x0c: { kind: 'int32', bytes: 4 },
  0x0d: { kind: 'float32', bytes: 4 },
  0x0e: { kind: 'float64', bytes: 8 },
} as const;

/** The kind of the elements of a file. */
type IdxKind = (typeof KINDS)[keyof typeof KINDS]['kind'];

/** The header of a file. */
interface IdxHeader {
  readonly kind: IdxKind;
  readonly rows: number;
  /** The shape of a row; `[]` for a scalar. */
  readonly shape: readonly number[];
  /** The bytes of a row. */
  readonly rowBytes: number;
  /** The bytes of the header. */
  readonly size: number;
}

/**
 * Returns the header in the first bytes of a file, or `undefined` if there must be more of them.
 *
 * - **Throws** `DataError` for bytes that are no IDX
 * - **Source** LeCun, Cortes and Burges, "The MNIST Database of Handwritten Digits", the IDX file format
 */
function idxHeader(source: string, bytes: Uint8Array, ended: boolean): IdxHeader | undefined {
  const size = 4 + 4 * (bytes[3] ?? 0);
  if (bytes.length < Math.max(4, size) && !ended) return undefined;
  const element = KINDS[(bytes[2] ?? 0) as keyof typeof KINDS] as (typeof KINDS)[keyof typeof KINDS] | undefined;
  const isIdx = bytes[0] === 0 && bytes[1] === 0 && element !== undefined && size > 4 && bytes.length >= size;
  if (!isIdx) {
    const given = `${[...bytes.subarray(0, 4)].map(byte => byte.toString(16).padStart(2, '0')).join(' ') || 'no bytes'}`;
    const requirement = 'IDX must start with two zeros, a type and a number of dimensions';
    throw new DataError(source, requirement, given, 'Check the file.', { source });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [rows = 0, ...shape] = Array.from({ length: bytes[3]! }, (_, axis) => view.getUint32(4 + 4 * axis));
  const rowBytes = shape.reduce((product, length) => product * length, element.bytes);
  return { kind: element.kind, rows, shape, rowBytes, size };
}
