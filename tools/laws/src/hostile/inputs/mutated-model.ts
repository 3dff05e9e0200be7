import { allOperations } from '@thalweg/graph';
import { createHash } from 'node:crypto';
import type { Chance } from '../../fuzz/chance.ts';

/** Draws whole numbers below a bound. */
type Draw = (bound: number) => number;

type Fields = Record<string, unknown>;

/** A model's file, taken apart: the header, the plain values in its metadata, and the bytes of tensors. */
interface Parts {
  header: Record<string, Fields>;
  values: Fields;
  data: Buffer;
}

const DEEP = 20_000;
const deep = '['.repeat(DEEP) + ']'.repeat(DEEP);
/** A text that stands for many levels, which `JSON.stringify` could not write. */
const DEEP_MARK = 'a deep list';

/** Values that stand nowhere in a model, or somewhere else: wrong kinds, huge sizes, references to nodes that are not earlier. */
const odd: readonly unknown[] = [
  null, true, false, -1, 0, 1, 2, 3, 1.5, 1e308, 2 ** 31, 2 ** 40, 2 ** 53, '', 'x', 'batch', 'float64', 'bool', [], {}, [[]], [null],
  { node: 0 }, { node: 1 }, { node: -1 }, { node: 1e9 }, { node: '0' }, { node: 1.5 }, [{ node: 0 }, { node: 0 }], { node: { node: 0 } },
  { $number: 'NaN' }, { $number: 'Infinity' }, { $array: 0 }, { $array: 1e9 }, { $array: 'length' }, { $other: 1 }, DEEP_MARK,
  [2 ** 31, 2 ** 31], [1e308], [0, 2 ** 40], [65_536, 65_536], ['batch', 'batch'], [3, 'time', 4], [-1], [1, 1, 1, 1, 1, 1, 1, 1],
  { axes: 0, keep: true }, { axis: 2 ** 31 }, { stride: 0, padding: 2 ** 31 }, { from: -1, to: 2 ** 40, step: 0 }, { groups: 2 ** 20 },
  { transposeB: true }, [[0, 0], [2 ** 31, 2 ** 31]], { shape: [65_536, 65_536], value: 1, dtype: 'float64' }, { repeats: 1e6 }, { $call: 'standardize', arguments: ['x'] },
]; // prettier-ignore

const oddValue = (draw: Draw): unknown => structuredClone(odd[draw(odd.length)]);

const operations = [
  ...Object.keys(allOperations),
  'add', 'matmul', 'reshape', 'conv2d', 'maxPool', 'sum', 'gather', 'scan', 'whenTraining', 'concat', 'slice', 'transpose',
  'broadcastLike', 'uniformLike', 'where', 'topK.indices', 'split.1', 'add.inputs.0', 'add.inputs.0.circuit', 'relu.operation',
  'toString', '__proto__', 'constructor', 'eval', '', '.', 'no such operation', 'full', 'eye', 'tile', 'repeat', 'oneHot', 'pad',
]; // prettier-ignore

const kinds = [
  'input',
  'parameter',
  'state',
  'constant',
  'call',
  'becomes',
  'scan',
  'part',
  'carry',
  'slice',
  'capture',
  'x',
];

/** Returns a model's file with one to four changes, whose checksum is right if they leave its place. */
export function mutatedModel(file: Uint8Array, chance: Chance): Uint8Array {
  const draw: Draw = bound => chance.below(bound);
  if (draw(12) === 0) return withOtherBytes(file, draw);
  const parts = partsOf(file);
  for (let left = 1 + draw(4); left > 0; left--) changes[draw(changes.length)]!(parts, draw);
  parts.header['__metadata__']!['values'] = JSON.stringify(parts.values).replace(`"${DEEP_MARK}"`, () => deep);
  return signed(joined(parts));
} // prettier-ignore

/** Returns a model's file whose plain values were changed, with a right checksum. */
export function modelWith(file: Uint8Array, change: (values: Fields) => void): Uint8Array {
  const parts = partsOf(file);
  change(parts.values);
  parts.header['__metadata__']!['values'] = JSON.stringify(parts.values);
  return signed(joined(parts));
}

function partsOf(file: Uint8Array): Parts {
  const length = Buffer.from(file).readUInt32LE(0);
  const header = JSON.parse(Buffer.from(file.subarray(8, 8 + length)).toString()) as Parts['header'];
  const values = JSON.parse(header['__metadata__']!['values'] as string) as Fields;
  return { header, values, data: Buffer.from(file.subarray(8 + length)) };
}

function joined({ header, data }: Parts): Buffer {
  const text = Buffer.from(JSON.stringify(header));
  const bytes = Buffer.concat([Buffer.alloc(8), text, data]);
  bytes.writeUInt32LE(text.length, 0);
  return bytes;
}

/** Writes the checksum where a file has it. */
function signed(bytes: Buffer): Buffer {
  if (bytes.toString('latin1', 8, 37) !== '{"__metadata__":{"checksum":"') return bytes;
  bytes.fill('0', 37, 101);
  bytes.write(createHash('sha256').update(bytes).digest('hex'), 37);
  return bytes;
}

/** Changes bytes, the length, or what the first eight bytes say about it. */
function withOtherBytes(file: Uint8Array, draw: Draw): Uint8Array {
  const bytes = Buffer.from(file.slice(0, draw(3) === 0 ? draw(file.length + 1) : file.length));
  if (bytes.length >= 8 && draw(3) === 0) bytes.writeBigUInt64LE([0n, 7n, 2n ** 31n, 2n ** 53n, 2n ** 64n - 1n][draw(5)]!, 0);
  for (let left = draw(4); left > 0 && bytes.length > 0; left--) bytes[draw(bytes.length)]! ^= 1 << draw(8);
  return draw(2) === 0 && bytes.length > 101 ? signed(bytes) : bytes;
} // prettier-ignore

const changes: readonly ((parts: Parts, draw: Draw) => void)[] = [
  changeNode, changeNode, changeNode, changeNode, changeReference, changeReference, changeArgument, changeArgument, moveNodes,
  moveNodes, nestScans, changeSomething, changeSomething, changeEntry,
]; // prettier-ignore

/** The lists of nodes in a model: that of the graph, and those of the bodies of its scans. */
function listsOf({ values }: Parts): Fields[][] {
  const lists: Fields[][] = [];
  const visit = (list: unknown): void => {
    if (!Array.isArray(list)) return;
    if (list.length > 0) lists.push(list as Fields[]);
    for (const node of list as (Fields | null)[]) visit(node?.['body']);
  };
  visit(((values['model'] as Fields | undefined)?.['graph'] as Fields | undefined)?.['nodes']);
  return lists;
}

function nodeIn(parts: Parts, draw: Draw): Fields | undefined {
  const lists = listsOf(parts);
  const list = lists[draw(Math.max(lists.length, 1))];
  const node = list?.[draw(Math.max(list.length, 1))];
  return typeof node === 'object' && node !== null ? node : undefined;
}

/** Replaces, renames or removes a field of a node. */
function changeNode(parts: Parts, draw: Draw): void {
  const node = nodeIn(parts, draw);
  if (node === undefined) return;
  const names = Object.keys(node);
  const name = names[draw(Math.max(names.length, 1))] ?? 'kind';
  const change = draw(6);
  if (change === 0) delete node[name];
  else if (name === 'kind' && change < 4) node[name] = kinds[draw(kinds.length)];
  else if (name === 'operation' && change < 5) node[name] = operations[draw(operations.length)];
  else node[change === 5 ? 'more' : name] = oddValue(draw);
}

/** Points a reference at any node: itself, a later one, none. */
function changeReference(parts: Parts, draw: Draw): void {
  const node = nodeIn(parts, draw);
  const found: [holder: Fields, name: string][] = [];
  const visit = (at: unknown): void => {
    if (typeof at !== 'object' || at === null) return;
    for (const [name, value] of Object.entries(at as Fields))
      if (typeof value === 'number') found.push([at as Fields, name]);
      else visit(value);
  };
  visit(node);
  const [holder, name] = found[draw(Math.max(found.length, 1))] ?? [];
  if (holder !== undefined) holder[name!] = [draw(12), draw(60), -1, 1e9, 0.5, '0', null][draw(7)];
}

/** Changes, adds, repeats or removes an argument of a call. */
function changeArgument(parts: Parts, draw: Draw): void {
  const given = nodeIn(parts, draw)?.['args'];
  if (!Array.isArray(given)) return;
  const args = given as unknown[];
  const at = draw(args.length + 1);
  const value = oddValue(draw);
  [
    () => args.splice(at, 1),
    () => args.splice(at, 0, value),
    () => (args[at] = value),
    () => args.push(...structuredClone(args)),
    () => (args[at] = Array.from({ length: draw(300) }, () => structuredClone(value))),
    () => args.push(oddValue(draw), oddValue(draw)),
    () => args.reverse(),
  ][draw(7)]!();
}

/** Removes, repeats or swaps nodes, or puts a node of one list in another. */
function moveNodes(parts: Parts, draw: Draw): void {
  const lists = listsOf(parts);
  const [list, other] = [lists[draw(Math.max(lists.length, 1))], lists[draw(Math.max(lists.length, 1))]];
  if (list === undefined || other === undefined || list.length === 0) return;
  const [a, b] = [draw(list.length), draw(list.length)];
  [
    () => list.splice(a, 1),
    () => list.splice(a, 0, structuredClone(list[b]!)),
    () => ([list[a], list[b]] = [list[b]!, list[a]!]),
    () => other.push(structuredClone(list[a]!)),
    () => list.push(...Array.from({ length: draw(60) }, () => structuredClone(list[a]!))),
  ][draw(5)]!();
} // prettier-ignore

/** Puts scans into the bodies of scans, level by level. */
function nestScans(parts: Parts, draw: Draw): void {
  const [list] = listsOf(parts);
  const scan = list?.find(node => node?.['kind'] === 'scan');
  if (list === undefined) return;
  const shell = (body: unknown[]): Fields => ({
    kind: 'scan', init: [0], xs: [0], captures: draw(2) === 0 ? [] : [0], body, next: [0], outputs: [], reverse: false, recomputes: false,
  }); // prettier-ignore
  let inner: Fields = scan === undefined ? shell([]) : structuredClone(scan);
  for (let level = draw(draw(8) === 0 ? 300 : 12); level > 0; level--) inner = shell([{}, {}, inner].slice(draw(3)));
  list.splice(draw(list.length + 1), 0, inner);
}

/** Replaces or removes anything in the plain values. */
function changeSomething({ values }: Parts, draw: Draw): void {
  let [holder, name]: [Fields, string] = [{ values }, 'values'];
  for (let at: unknown = values; typeof at === 'object' && at !== null && draw(5) > 0; at = holder[name]) {
    const names = Object.keys(at);
    if (names.length === 0) break;
    [holder, name] = [at as Fields, names[draw(names.length)]!];
  }
  if (draw(4) === 0) delete holder[name];
  else holder[name] = oddValue(draw);
}

/** Changes, renames or removes the entry of a tensor, or its bytes. */
function changeEntry(parts: Parts, draw: Draw): void {
  const { header } = parts;
  const names = Object.keys(header).filter(name => name !== '__metadata__');
  const name = names[draw(Math.max(names.length, 1))];
  if (name === undefined) return;
  const [entry, other] = [header[name]!, names[draw(names.length)]!];
  const values = [-1, 0, 1.5, null, 'F32', [], [2], [-1], [2 ** 31, 2 ** 31], [0, 2 ** 40], header[other]?.['shape']];
  [
    () => delete header[name],
    () => (header[['x', 'model/x', '/', '$0', '$9', 'preprocessing/w', '__proto__'][draw(7)]!] = entry),
    () => ([header[name], header[other]] = [header[other]!, entry]),
    () => (entry['dtype'] = ['F64', 'F32', 'I32', 'BOOL', 'U8', 'BF16', 'I64', 'toString', 3][draw(9)]),
    () => (entry[['dtype', 'shape', 'data_offsets'][draw(3)]!] = values[draw(values.length)]),
    () => (parts.data = parts.data.subarray(0, draw(parts.data.length + 1))),
    () => parts.data.length > 0 && (parts.data[draw(parts.data.length)] = draw(256)),
  ][draw(7)]!();
} // prettier-ignore
