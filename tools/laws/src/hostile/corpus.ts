import { allOperations, full, input, mul, sum, tanh, type Node } from '@thalweg/graph';
import { encodeModel } from '@thalweg/model';
import { gzipSync, zipSync } from 'fflate';
import { joined } from './inputs/changed-bytes.ts';
import { modelWith } from './inputs/mutated-model.ts';
import { thriftBytes, type ThriftValue } from './inputs/thrift.ts';
import { wireBytes, type WireField } from './inputs/protobuf.ts';

/** An input that once ended a process, took its memory, never got an answer, or got an error that was not ours. */
export interface CorpusFile {
  /** The door that it was for. */
  readonly door: string;
  /** The name of its file; a message is JSON. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const bigEndian = (...numbers: readonly number[]): Uint8Array => {
  const view = new DataView(new ArrayBuffer(4 * numbers.length));
  numbers.forEach((number, at) => view.setUint32(4 * at, number));
  return new Uint8Array(view.buffer);
};
const little = (number: number): Uint8Array => new Uint8Array(Uint32Array.of(number).buffer);
/** Packs a text, alike on every host. */
const gzip = (text: string): Uint8Array => gzipSync(utf8(text), { level: 9, mtime: 0 });
const message = (door: string, name: string, messages: readonly unknown[]): CorpusFile => ({
  door,
  name: `${name}.message`,
  bytes: utf8(JSON.stringify(messages)),
});

/** Returns all files of the corpus. */
export function corpusFiles(): readonly CorpusFile[] {
  return [
    { door: 'idx file', name: 'row-of-8-gb', bytes: bigEndian(0x0d03, 1, 45_000, 45_000) },
    { door: 'idx file', name: 'rows-without-end', bytes: bigEndian(0x0803, 2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1) },
    { door: 'json file', name: 'deep', bytes: utf8(`[${'['.repeat(30_000)}`) },
    { door: 'json file', name: 'deep-in-gzip', bytes: gzip('['.repeat(10_000_000)) },
    { door: 'json lines file', name: 'deep-in-gzip', bytes: gzip('['.repeat(16_000_000)) },
    { door: 'csv file', name: 'a-number-of-many-digits', bytes: gzip(`a\n${'1'.repeat(2_000_000)}x\n`) },
    { door: 'npz file', name: 'larger-than-its-archive', bytes: bomb() },
    { door: 'parquet file', name: 'list-of-2-billion', bytes: parquet({ kind: 12, items: [], claimed: 2 ** 31 }) },
    { door: 'parquet file', name: 'numbers-for-lists', bytes: parquet(4n) },
    { door: 'safetensors file', name: 'many-axes', bytes: safetensors(Array<number>(3000).fill(1)) },
    { door: 'onnx file', name: 'doubling-sizes', bytes: doublingOnnx(60) },
    { door: 'model file', name: 'doubling-sizes', bytes: doublingModel(60) },
    { door: 'model file', name: 'large-values', bytes: model(largeValues()) },
    message('greetings of a worker', 'connect-without-a-port', [{ thalweg: 'training', version: 1, kind: 'connect' }]),
    message('messages to a worker', 'null', [null]),
    message('messages to a worker', 'wrong-fields', [
      { kind: 'open', snapshot: 5, credit: -1 },
      { kind: 'open', snapshot: { value: { parts: null }, tensors: false } },
      { kind: 'records' },
      { kind: 'call', id: 1, what: 'dance' },
    ]),
    message('messages to a worker', 'epoch-far-ahead', [
      { kind: 'open', emitted: 0, applied: 0, paused: false, credit: 64, reportMs: 0, steps: 'all', snapshotEvery: 2 },
      { kind: 'start', records: true },
      { kind: 'records', from: { epoch: 2 ** 32, index: 0 }, records: { value: [{ x: 1, y: 2 }], tensors: false } },
    ]),
    message('letters to a log', 'null-message', [{ thalweg: 'log', version: 1, from: 'a', to: '*', message: null }]),
  ];
}

/** An array of 100 MB in some kilobytes. */
function bomb(): Uint8Array {
  const dictionary = "{'descr': '<f4', 'fortran_order': False, 'shape': (25000000,), }";
  const head = joined(
    utf8('\u0093NUMPY').subarray(1),
    Uint8Array.of(1, 0, 118, 0),
    utf8(`${dictionary.padEnd(117)}\n`),
  );
  const mark = Uint8Array.of(0x93, ...head.subarray(1));
  return zipSync({ 'x.npy': [joined(mark, new Uint8Array(5_000_000)), { level: 9 }] }, { mtime: new Date(2024, 0, 1) });
}

/** A file whose metadata have something else than a list of columns. */
function parquet(schema: ThriftValue): Uint8Array {
  const fields = [
    { id: 1, kind: 5, value: 2n },
    { id: 2, kind: typeof schema === 'bigint' ? 6 : 9, value: schema },
    { id: 3, kind: 6, value: 0n },
  ];
  const footer = thriftBytes({ fields });
  return joined(utf8('PAR1'), footer, little(footer.length), utf8('PAR1'));
}

function safetensors(shape: readonly number[]): Uint8Array {
  const header = utf8(JSON.stringify({ a: { dtype: 'F32', shape, data_offsets: [0, 8] } }));
  return joined(little(header.length), little(0), header, new Uint8Array(8));
}

/** A model in which each node concatenates the one before with itself. */
function doublingOnnx(count: number): Uint8Array {
  const bytes = (field: number, value: string | WireField[]): WireField => ({ field, wire: 2, value: typeof value === 'string' ? utf8(value) : value });
  const axis = bytes(5, [bytes(1, 'axis'), { field: 3, wire: 0, value: 0n }, { field: 20, wire: 0, value: 2n }]);
  const concat = (n: number): WireField => bytes(1, [bytes(1, `v${n}`), bytes(1, `v${n}`), bytes(2, `v${n + 1}`), bytes(4, 'Concat'), axis]);
  const value = (field: number, name: string): WireField => {
    const shape = bytes(2, [bytes(1, [bytes(2, 'batch')])]);
    return bytes(field, [bytes(1, name), bytes(2, [bytes(1, [{ field: 1, wire: 0, value: 1n }, shape])])]);
  };
  const nodes = Array.from({ length: count }, (_, n) => concat(n));
  const graph = [...nodes, bytes(2, 'g'), value(11, 'v0'), value(12, `v${count}`)];
  return wireBytes([{ field: 1, wire: 0, value: 8n }, bytes(7, graph), bytes(8, [{ field: 2, wire: 0, value: 18n }])]);
} // prettier-ignore

function model(prediction: Node): Uint8Array {
  return encodeModel({ prediction }, { operations: allOperations });
}

/** A model in which each node concatenates the one before with itself. */
function doublingModel(count: number): Uint8Array {
  return modelWith(model(tanh(input('x', ['batch'])) as Node), values => {
    const graph = (values['model'] as { graph: { nodes: object[] } }).graph;
    for (let n = graph.nodes.length - 1; n < count; n++)
      graph.nodes.push({ kind: 'call', operation: 'concat', args: [[{ node: n }, { node: n }], { axis: 0 }], digest: '' });
  });
} // prettier-ignore

/** Values of 64 MiB, one after another. */
function largeValues(): Node {
  let node = mul(full([2 ** 24], 1), input('x', [1])) as Node;
  for (let n = 0; n < 25; n++) node = tanh(node) as Node;
  return sum(node) as Node;
}
