import { DataError, type Dataset, type Place } from '@thalweg/data';
import { fromTables, toAwait } from '@thalweg/data/engine';
import type { Tensor } from '@thalweg/tensor';
import { oneOf, optionsOf, printed } from '@thalweg/tensor/engine';
import type { ByteSource } from '../source/byte-source.ts';
import type { ByteSourceLike } from '../source/byte-source-like.ts';
import { byteSourceOf } from '../source/byte-source-of.ts';
import { ofFirstBytes } from '../source/first-bytes.ts';
import { peekable } from '../source/peekable.ts';
import { unzipped } from '../source/unzipped.ts';
import { idxHeader, type IdxHeader } from './idx-header.ts';
import { IdxReading, type IdxFile } from './idx-reading.ts';

/** Options of {@link idx}. */
export interface IdxOptions<Name extends string = string> {
  /** Factors by the name of a field: `{ image: 1 / 255 }`. */
  readonly scale?: Readonly<Partial<Record<Name, number>>>;
}

/**
 * Returns a promise of the rows of IDX files, the format of MNIST, side by side: a record has one field from each file. `.gz` is
 * decompressed. The headers are read at once, so the dataset has a length.
 *
 * - **Record** a number for a file of one dimension; a tensor with the shape of a row for others, `[28, 28]` for an image. Only the
 *   files know the shapes, so a type argument declares the record: `idx<{ image: Tensor<readonly [28, 28]>; digit: number }>(…)`
 * - **dtype** of one-dimensional files of whole numbers `int32`, as of labels; `float32` of others and of scaled ones; `int32` and
 *   `float64` stay
 * - **Position** the row: what lies before is not read again, but for `.gz`, where it is decompressed again
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
>(
  files: Files,
  options?: IdxOptions<Extract<keyof Files, string>>,
): Promise<Dataset<unknown extends Row ? { [Name in keyof Files]: number | Tensor } : Row>> {
  const { scale = {} } = optionsOf('idx', options, { scale: undefined });
  const names = namesOf(files);
  for (const name of Object.keys(scale)) oneOf('idx', name, names, 'the field of a factor');
  const scaleOf = (name: string): number | undefined => (scale as Readonly<Record<string, number>>)[name];
  return toAwait('idx', datasetOf(names.map(name => [name, files[name]!, scaleOf(name)])));
}

async function datasetOf<Row>(
  files: readonly (readonly [string, ByteSourceLike, number | undefined])[],
): Promise<Dataset<Row>> {
  const opened = await Promise.all(files.map(([name, file, scale]) => openFile(name, file, scale)));
  const rows = rowsOf(opened);
  const read = (row: number): IdxReading => new IdxReading(opened, rows, row);
  return fromTables<Row>(
    {
      read: (_, index, place) => read(place === undefined ? index : rowOf(place)),
    },
    { length: rows },
  );
}

function namesOf(files: object): readonly string[] {
  if (printed(files) === 'Object') return Object.keys(files);
  throw new DataError('idx', 'files must be named', printed(files), "Name the field of each: { image: 'images.gz' }.");
}

async function openFile(name: string, given: ByteSourceLike, scale: number | undefined): Promise<IdxFile> {
  const raw = byteSourceOf('idx', given);
  const source = peekable(unzipped(raw));
  const header = await ofFirstBytes(source.peek(), (bytes, ended) => idxHeader(source.name, bytes, ended));
  await checkRow(raw, header);
  return { name, source, header, scale };
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

function rowOf(place: Place): number {
  if (Number.isSafeInteger(place)) return place as number;
  throw new DataError(
    'idx',
    'a place must be one of these files',
    JSON.stringify(place),
    'Start from an index without a place.',
  );
}
