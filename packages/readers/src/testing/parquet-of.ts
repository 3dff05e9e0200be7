/** A value of Thrift's compact protocol: its type, and its bytes. */
export interface ThriftValue {
  readonly type: number;
  readonly bytes: readonly number[];
}

/** Returns the bytes of a whole number, seven bits each. */
function varint(value: bigint): number[] {
  const bytes: number[] = [];
  let left = value;
  for (; left > 127n; left >>= 7n) bytes.push(Number(left & 127n) | 128);
  return [...bytes, Number(left)];
}

function zigzag(value: number | bigint): number[] {
  const whole = BigInt(value);
  return varint(whole < 0n ? -2n * whole - 1n : 2n * whole);
}

/** A number of 32 bits. */
export const i32 = (value: number): ThriftValue => ({ type: 5, bytes: zigzag(value) });
/** A number of 64 bits. */
export const i64 = (value: number | bigint): ThriftValue => ({ type: 6, bytes: zigzag(value) });
/** A text. */
export const text = (value: string): ThriftValue => {
  const letters = new TextEncoder().encode(value);
  return { type: 8, bytes: [...varint(BigInt(letters.length)), ...letters] };
};
/** A list, which may state another length than it has. */
export const list = (type: number, of: readonly ThriftValue[], length: number = of.length): ThriftValue => ({
  type: 9,
  bytes: [0xf0 | type, ...varint(BigInt(length)), ...of.flatMap(({ bytes }) => bytes)],
});
/** A structure of fields by their numbers. */
export const struct = (fields: Readonly<Record<number, ThriftValue>>): ThriftValue => ({
  type: 12,
  bytes: [...Object.entries(fields).flatMap(([id, { type, bytes }]) => [type, ...zigzag(Number(id)), ...bytes]), 0],
});

/** Returns a Parquet file of these bytes and metadata. */
export function parquetOf(data: readonly number[], footer: ThriftValue | Uint8Array): Uint8Array {
  const metadata = footer instanceof Uint8Array ? footer : Uint8Array.from(footer.bytes);
  const file = new Uint8Array(4 + data.length + metadata.length + 8);
  const magic = [80, 65, 82, 49];
  file.set(magic);
  file.set(data, 4);
  file.set(metadata, 4 + data.length);
  new DataView(file.buffer).setUint32(file.length - 8, metadata.length, true);
  file.set(magic, file.length - 4);
  return file;
}

/** The parts of a file of one column of 32-bit numbers, and those that differ from a right one. */
export interface OneColumn {
  readonly data: readonly number[];
  readonly rows: number;
  readonly name?: string;
  /** More fields of the schema's element, and of the metadata of the column. */
  readonly element?: Readonly<Record<number, ThriftValue>>;
  readonly chunk?: Readonly<Record<number, ThriftValue>>;
}

/** Returns a Parquet file of one required column. */
export function oneColumn({ data, rows, name = 'x', element = {}, chunk = {} }: OneColumn): Uint8Array {
  const root = struct({ 4: text('root'), 5: i32(1) });
  const column = struct({ 1: i32(1), 3: i32(0), 4: text(name), ...element });
  const metadata = struct({
    1: i32(1),
    2: list(5, [i32(0)]),
    3: list(8, [text(name)]),
    4: i32(0),
    5: i64(rows),
    6: i64(data.length),
    7: i64(data.length),
    9: i64(4),
    ...chunk,
  });
  const group = struct({ 1: list(12, [struct({ 2: i64(4), 3: metadata })]), 2: i64(data.length), 3: i64(rows) });
  return parquetOf(data, struct({ 1: i32(1), 2: list(12, [root, column]), 3: i64(rows), 4: list(12, [group]) }));
}

/** The parts of a page of values. */
export interface Page {
  readonly values: number;
  readonly body: readonly number[];
  readonly encoding?: number;
  /** The bytes that the page claims to have unpacked. */
  readonly unpacked?: number;
}

/** Returns the bytes of a page of values. */
export function page({ values, body, encoding = 0, unpacked = body.length }: Page): readonly number[] {
  const header = struct({ 1: i32(values), 2: i32(encoding), 3: i32(3), 4: i32(3) });
  return [...struct({ 1: i32(0), 2: i32(unpacked), 3: i32(body.length), 5: header }).bytes, ...body];
}

/** Returns the bytes of a page with the dictionary of a column. */
export function dictionaryPage(values: number, body: readonly number[]): readonly number[] {
  const header = struct({ 1: i32(values), 2: i32(0) });
  return [...struct({ 1: i32(2), 2: i32(body.length), 3: i32(body.length), 7: header }).bytes, ...body];
}
