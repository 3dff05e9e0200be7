import { readFileSync } from 'node:fs';
import { decodeNpz } from '@thalweg/model';
import { importOnnx } from '@thalweg/onnx';
import { decodeSafetensors, encodeSafetensors, sizeOf, tensor } from '@thalweg/tensor';
import { predictor } from '@thalweg/train';
import type { Chance } from '../../fuzz/chance.ts';
import { changedBytes, joined, type Word } from '../inputs/changed-bytes.ts';
import { changedAndWritten } from '../inputs/changed-tree.ts';
import { type Door, rootFile } from './door.ts';
import { wireBytes, wireFields, type WireField } from '../inputs/protobuf.ts';

const utf8 = new TextEncoder();

/** Returns the files of a table of references, which are in base64. */
function referenceFiles(name: string, field: string): Uint8Array[] {
  const rows = JSON.parse(readFileSync(rootFile(`tools/laws/reference/${name}.json`), 'utf8')) as Record<
    string,
    string
  >[];
  return rows.map(row => new Uint8Array(Buffer.from(row[field]!, 'base64'))).filter(({ length }) => length < 100_000);
}

/** Tensors of several dtypes, whose header is changed as the JSON that it is. */
export function safetensorsDoor(): Door<Uint8Array> {
  const file = encodeSafetensors(
    { a: tensor([1, 2, 3]), 'b/w': tensor([[1, 2]], { dtype: 'float64' }), n: tensor([1, 2], { dtype: 'int32' }), yes: tensor([true, false]) },
    { format: 'test' },
  );
  const length = new DataView(file.buffer, file.byteOffset).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length))) as unknown;
  return {
    draw(chance) {
      if (chance.is(0.3)) return changedBytes(file, chance);
      const text = changedAndWritten(header, chance, changed => utf8.encode(JSON.stringify(changed)), {});
      const words = new Uint8Array(BigUint64Array.of(BigInt(text.length)).buffer);
      return joined(words, text, file.subarray(8 + length));
    },
    open: bytes => decodeSafetensors(bytes),
  };
} // prettier-ignore

/** Archives that NumPy wrote: the numbers of their directory, and the texts of their arrays. */
export function npzDoor(): Door<Uint8Array> {
  const files = referenceFiles('npz-files', 'file');
  return {
    draw(chance) {
      const file = chance.of(files);
      return chance.is(0.3) ? withShape(file, chance) : changedBytes(file, chance, { words: zipWords(file) });
    },
    open: bytes => decodeNpz(bytes),
  };
}

/** Changes digits in the heads of stored arrays. */
function withShape(file: Uint8Array, chance: Chance): Uint8Array {
  const bytes = Buffer.from(file);
  for (let at = bytes.indexOf('NUMPY'); at >= 0; at = bytes.indexOf('NUMPY', at + 1))
    for (let left = chance.below(4); left > 0; left--) {
      const place = at + 9 + chance.below(70);
      if (place < bytes.length) bytes[place] = chance.of([...Buffer.from("0199,()'<>fuib|x{}: \0\n")]);
    }
  return new Uint8Array(bytes);
}

/** The lengths, offsets and counts of a zip archive, which are in its local heads, its directory, and the end of this. */
function zipWords(file: Uint8Array): Word[] {
  const fields = { 'PK\x03\x04': [8, 14, 18, 22, 26, 28], 'PK\x01\x02': [10, 16, 20, 24, 28, 30, 32, 42], 'PK\x05\x06': [8, 10, 12, 16, 20] };
  const bytes = Buffer.from(file);
  const words: Word[] = [];
  for (const [mark, offsets] of Object.entries(fields))
    for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 4))
      for (const offset of offsets) words.push({ at: at + offset, width: offset === 8 || offset === 10 || offset > 24 && offset < 40 ? 2 : 4 });
  return words;
} // prettier-ignore

/** The fields that lead to graphs, their nodes and tensors, and what these have. */
const WITHIN = [[], [7], [7, 1], [7, 1, 5], [7, 1, 5, 5], [7, 5], [7, 11], [7, 13], [25]];

/** Returns the bytes of a model with many empty parts more, of two bytes each, of one field. */
function flooded(file: Uint8Array, chance: Chance): Uint8Array {
  const many = new Uint8Array(2 * chance.of([1000, 100_000, 2_000_000]));
  many.fill((1 + chance.below(15)) * 8 + 2);
  for (let at = 1; at < many.length; at += 2) many[at] = 0;
  const within = chance.of(WITHIN);
  return joined(file, within.reduceRight<Uint8Array>((value, field) => wireBytes([{ field, wire: 2, value }]), many));
} // prettier-ignore

/** Models that PyTorch exported, taken apart into their fields and changed. */
export function onnxDoor(): Door<Uint8Array> {
  const files = referenceFiles('onnx-models', 'onnx');
  const trees = files.map(file => wireFields(file)!);
  return {
    // Messages take up to 128 MiB as objects, and the circuit as much again.
    ceiling: 2 ** 28,
    draw(chance) {
      if (chance.is(0.2)) return changedBytes(chance.of(files), chance);
      if (chance.is(0.05)) return flooded(chance.of(files), chance);
      return changedAndWritten<WireField[]>(chance.of(trees), chance, wireBytes);
    },
    open(bytes) {
      const { inputs, outputs } = importOnnx(bytes);
      const record: Record<string, unknown> = {};
      for (const [name, { shape, dtype }] of Object.entries(inputs)) {
        const sizes = shape.map(size => (typeof size === 'number' ? size : 1));
        if (sizeOf(sizes) > 100_000) return;
        record[name] = tensor(new Float32Array(sizeOf(sizes)), { shape: sizes, dtype: dtype as 'float32' });
      }
      for (const output of Object.values(outputs)) predictor(output)(record as never);
    },
  };
}
