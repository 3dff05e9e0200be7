import { createHash } from 'node:crypto';
import type { Chance } from '../../fuzz/chance.ts';

/** Draws whole numbers below a bound. */
type Draw = (bound: number) => number;

/** The JSON of a header. */
type Header = Record<string, Record<string, unknown>>;

interface File {
  header: Header;
  data: Buffer;
}

const DEEP = 20_000;
const deep = '['.repeat(DEEP) + ']'.repeat(DEEP);

/** JSON that no snapshot has, or that one has somewhere else. */
const odd: readonly string[] = [
  'null', 'true', '-1', '0', '1', '1.5', '1e308', '-3', '9007199254740993', '""', '"x"', '"unknown: records were pushed"',
  '[]', '{}', '[[]]', '[null]', '{"a":null}', '{"$number":"NaN"}', '{"$number":"-0"}', '{"$number":"x"}', '{"$number":[]}',
  '{"$array":0}', '{"$array":1}', '{"$array":-1}', '{"$array":1e9}', '{"$array":"0"}', '{"$array":"length"}', '{"$other":1}',
  '{"__proto__":{"a":1}}', '{"toString":1,"constructor":null}', '{"step":-1,"epoch":0,"loss":1,"metrics":{}}', deep,
]; // prettier-ignore

/** Returns a snapshot's file with one to three changes, whose checksum is right if they leave its place. */
export function mutatedSnapshot(file: Uint8Array, chance: Chance): Uint8Array {
  const draw: Draw = bound => chance.below(bound);
  const length = Buffer.from(file).readUInt32LE(0);
  const text = Buffer.from(file.subarray(8, 8 + length)).toString();
  const parsed: File = { header: JSON.parse(text) as Header, data: Buffer.from(file.subarray(8 + length)) };
  for (let left = 1 + draw(3); left > 0; left--) changes[draw(changes.length)]!(parsed, draw);
  const header = Buffer.from(JSON.stringify(parsed.header).replaceAll(`"${DEEP_MARK}"`, () => deep));
  const bytes = Buffer.concat([Buffer.alloc(8), header, parsed.data]);
  bytes.writeUInt32LE(header.length, 0);
  // Some files are changed anywhere, after all.
  if (draw(8) === 0) bytes[draw(bytes.length)]! ^= 1 << draw(8);
  return signed(bytes);
}

/** Writes the checksum where a file has it. */
function signed(bytes: Buffer): Uint8Array {
  if (bytes.toString('latin1', 8, 37) !== '{"__metadata__":{"checksum":"') return bytes;
  bytes.fill('0', 37, 101);
  bytes.write(createHash('sha256').update(bytes).digest('hex'), 37);
  return bytes;
}

/** A text of the header that stands for many levels, which `JSON.stringify` could not write. */
const DEEP_MARK = 'a deep list';

const changes: readonly ((file: File, draw: Draw) => void)[] = [
  changeValue, changeValue, changeValue, changeValue, changeText, changeMetadata, changeEntry, changeEntry, changeData,
]; // prettier-ignore

/** Replaces or removes something in the plain values. */
function changeValue({ header }: File, draw: Draw): void {
  const metadata = header['__metadata__'] ?? {};
  let root: unknown;
  // JSON.stringify could not write it again.
  if (String(metadata['values']).includes('[[[[[[')) return;
  try {
    root = JSON.parse(metadata['values'] as string);
  } catch {
    return;
  }
  const replacement = odd[draw(odd.length)]!;
  const mark = '"\u0001"';
  let [at, holder, name] = [root, undefined as Record<string, unknown> | undefined, ''];
  while (typeof at === 'object' && at !== null && (holder === undefined || draw(4) > 0)) {
    const keys = Object.keys(at);
    if (keys.length === 0) break;
    holder = at as Record<string, unknown>;
    name = keys[draw(keys.length)]!;
    at = holder[name];
  }
  if (holder === undefined || draw(20) === 0) metadata['values'] = replacement;
  else {
    if (draw(6) === 0) holder[`${name}${['x', '', '$'][draw(3)]!}`] = holder[name];
    if (draw(5) === 0) delete holder[name];
    else holder[name] = '\u0001';
    metadata['values'] = JSON.stringify(root).replace(mark.replace('\u0001', '\\u0001'), () => replacement);
  }
}

/** Changes the text of the plain values, which need not be JSON any more. */
function changeText({ header }: File, draw: Draw): void {
  const metadata = header['__metadata__'] ?? {};
  const text = String(metadata['values']);
  const at = draw(text.length + 1);
  metadata['values'] = [
    () => text.slice(0, at),
    () => `${text.slice(0, at)}${'{}[]",:$1-e\\'[draw(12)]!}${text.slice(at)}`,
    () => `${text.slice(0, at)}${text.slice(at + 1)}`,
  ][draw(3)]!();
}

function changeMetadata({ header }: File, draw: Draw): void {
  const metadata = header['__metadata__'] ?? {};
  const name = ['version', 'format', 'values', 'more'][draw(4)]!;
  if (draw(3) === 0) delete metadata[name];
  else metadata[name] = ['', '0', '-1', '1.5', '01', '1e3', 'NaN', '2', ' 1', '9'.repeat(400), 7, null, DEEP_MARK][draw(13)];
} // prettier-ignore

/** Changes, renames or removes the entry of a tensor. */
function changeEntry({ header }: File, draw: Draw): void {
  const names = Object.keys(header).filter(name => name !== '__metadata__');
  if (names.length === 0) return;
  const name = names[draw(names.length)]!;
  const entry = header[name]!;
  const other = names[draw(names.length)]!;
  const values = [-1, 0, 1, 1.5, 2 ** 53, null, 'F32', [], [2], [-1], [0, 2 ** 40], DEEP_MARK, header[other]?.['shape']];
  const change: readonly (() => unknown)[] = [
    () => delete header[name],
    () => (header[['x', 'learn/', 'learn/x', '/', '$0', '$1', '$9', 'other/w', '__proto__'][draw(9)]!] = entry),
    () => ([header[name], header[other]] = [header[other]!, entry]),
    () => (entry['dtype'] = ['F64', 'F32', 'I32', 'BOOL', 'U8', 'BF16', 'I64', 'toString', 3][draw(9)]),
    () => (entry[['dtype', 'shape', 'data_offsets'][draw(3)]!] = values[draw(values.length)]),
  ];
  change[draw(change.length)]!();
} // prettier-ignore

/** Changes elements, or the number of bytes. */
function changeData(file: File, draw: Draw): void {
  if (draw(10) === 0) file.data = file.data.subarray(0, draw(file.data.length + 1));
  for (let left = draw(8); left > 0 && file.data.length > 0; left--) file.data[draw(file.data.length)] = draw(256);
}
