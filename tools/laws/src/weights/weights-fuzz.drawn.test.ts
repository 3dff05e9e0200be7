import { takenRuns } from '@thalweg/drawn';
import { parameter, type Node } from '@thalweg/graph';
import { decodeNpz, loadNpz, loadSafetensors, weightsOf } from '@thalweg/model';
import { ContractError, foldIn, key, randomInteger } from '@thalweg/tensor';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { torchModels } from './torch-models.ts';

type Draw = (bound: number) => number;

const rowsOf = (name: string): readonly { readonly name: string; readonly file: string }[] =>
  JSON.parse(readFileSync(new URL(`../../reference/${name}.json`, import.meta.url), 'utf8')) as never;
const bytesOf = (file: string): Buffer => Buffer.from(file, 'base64');

/** Changes bits, mostly near the beginning or the end, where the lengths and the names are; or cuts the file, or repeats a part. */
function mutated(file: Buffer, draw: Draw): Buffer {
  let bytes = Buffer.from(file);
  for (let left = 1 + draw(6); left > 0; left--) {
    const near = draw(Math.min(600, bytes.length));
    const at = [near, bytes.length - 1 - near, draw(bytes.length)][draw(3)]!;
    bytes[at] = [bytes[at]! ^ (1 << draw(8)), 0, 255, draw(256)][draw(4)]!;
  }
  if (draw(4) === 0) bytes = bytes.subarray(0, draw(bytes.length) + 1);
  return draw(8) === 0 ? Buffer.concat([bytes, bytes.subarray(draw(bytes.length))]) : bytes;
}

/** The numbers of files that were refused in words of ours, and of those that were read. */
function fuzz(
  files: readonly Buffer[],
  count: number,
  read: (bytes: Uint8Array, at: number) => void,
): [number, number] {
  let [refused, taken] = [0, 0];
  for (let seed = 0; seed < count; seed++) {
    let drawn = 0;
    const root = foldIn(key(29), seed);
    const bytes = mutated(files[seed % files.length]!, bound => randomInteger(root, drawn++, bound));
    try {
      read(new Uint8Array(bytes), seed % files.length);
      taken++;
    } catch (error) {
      if (!(error instanceof ContractError)) throw new Error(`seed ${seed}: ${String(error)}`, { cause: error });
      refused++;
    }
  }
  return [refused, taken];
}

it('changed state dicts are loaded, or refused in words and move nothing', () => {
  const rows = rowsOf('torch-weights');
  const models = rows.map(({ name }) => torchModels[name]!());
  const before = models.map(({ output }) => weightsOf(output));
  const [refused, taken] = fuzz(
    rows.map(({ file }) => bytesOf(file)),
    takenRuns(2000),
    (bytes, at) => {
      const { output, names } = models[at]!;
      try {
        loadSafetensors(output, bytes, { convention: 'pytorch', names });
      } catch (error) {
        expect(weightsOf(output)).toEqual(before[at]);
        throw error;
      }
      before[at] = weightsOf(output);
    },
  );
  expect([refused > takenRuns(500), taken > takenRuns(100)]).toEqual([true, true]);
});

it('changed archives of NumPy are read, or refused in words', () => {
  const w = parameter(0, { name: 'w' }) as Node;
  const [refused, taken] = fuzz(
    rowsOf('npz-files').map(({ file }) => bytesOf(file)),
    takenRuns(3000),
    bytes => {
      decodeNpz(bytes);
      loadNpz(w, bytes, { missing: 'initial', extra: 'drop' });
    },
  );
  expect([refused > takenRuns(500), taken > takenRuns(100)]).toEqual([true, true]);
});
