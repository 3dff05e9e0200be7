import { gzipSync } from 'node:zlib';
import type { Dataset } from '@thalweg/data';
import { csv, idx, json, jsonLines, lines } from '@thalweg/readers';
import { ContractError } from '@thalweg/tensor';
import type { Chance } from '../../fuzz/chance.ts';
import { changedBytes, type Words } from '../inputs/changed-bytes.ts';
import type { Door } from './door.ts';
import { nested } from '../inputs/hostile-values.ts';

/** The records that are read at most: a type without bytes may have any number of rows. */
const RECORDS = 20_000;

/** Reads a dataset to its end, or so far. */
async function readAll(dataset: Dataset<unknown>): Promise<void> {
  const iterator = dataset.open();
  try {
    for (let left = RECORDS; left > 0 && (await iterator.next()) !== undefined;) left--;
  } finally {
    iterator.close();
  }
}

const NAME = 'hostile.bin';

/** Returns the door of a file format: its samples are changed, now and then inside of gzip, and read whole. */
export function fileDoor(
  samples: readonly Uint8Array[],
  open: (bytes: Uint8Array, options: { readonly name: string }) => unknown,
  words: (sample: Uint8Array) => Words = () => ({}),
): Door<Uint8Array> {
  return {
    draw(chance) {
      const sample = chance.of(samples);
      const changed = changedBytes(sample, chance, words(sample));
      return chance.is(0.1) ? changedBytes(gzipSync(changed), chance) : chance.is(0.1) ? gzipSync(changed) : changed;
    },
    async open(bytes) {
      try {
        const dataset = await open(bytes, { name: NAME });
        await readAll(dataset as Dataset<unknown>);
      } catch (error) {
        if (error instanceof ContractError && !/hostile\.bin|bytes/.test(error.message))
          throw new Error(`the file is not named: ${error.message}`, { cause: error });
        throw error;
      }
    },
  };
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Images of three rows and five columns, labels, and numbers of more bytes, as their headers say. */
export function idxDoor(): Door<Uint8Array> {
  const sample = (type: number, width: number, sizes: readonly number[]): Uint8Array => {
    const header = new DataView(new ArrayBuffer(4 + 4 * sizes.length));
    header.setUint32(0, (type << 8) | sizes.length);
    sizes.forEach((size, axis) => header.setUint32(4 + 4 * axis, size));
    const data = new Uint8Array(sizes.reduce((a, b) => a * b, width)).map((_, at) => at);
    return Uint8Array.from([...new Uint8Array(header.buffer), ...data]);
  };
  const samples = [sample(8, 1, [20, 3, 5]), sample(8, 1, [40]), sample(13, 4, [6, 2]), sample(14, 8, [4]), sample(11, 2, [7, 1, 1])];
  const words = (file: Uint8Array): Words => ({
    bigEndian: true,
    words: Array.from({ length: 1 + file[3]! }, (_, n) => ({ at: 4 * n, width: 4 as const })),
  });
  return fileDoor(samples, (bytes, options) => idx({ [options.name]: bytes }), words);
} // prettier-ignore

/** Texts in which some marks of a grammar are put in, taken away and repeated. */
function textDoor(
  samples: readonly string[],
  marks: readonly string[],
  open: (bytes: Uint8Array, options: { readonly name: string }) => unknown,
): Door<Uint8Array> {
  const files = fileDoor(samples.map(bytesOf), open);
  const withMarks = (chance: Chance): Uint8Array => {
    let text = chance.of(samples);
    for (let left = 1 + chance.below(5); left > 0; left--) {
      const at = chance.below(text.length + 1);
      const mark = chance.of(marks).repeat(chance.of([1, 1, 1, 2, 3, 500]));
      text = `${text.slice(0, at)}${mark}${text.slice(at + chance.of([0, 0, 1, 5]))}`;
    }
    return bytesOf(text);
  };
  return { ...files, draw: chance => (chance.is(0.7) ? withMarks(chance) : files.draw(chance)) };
}

/** Rows with numbers, texts, quotes, missing cells and dates. */
export function csvDoor(): Door<Uint8Array> {
  const row = (n: number): string => `${n},${n / 4},"a ""b"" ${n}",2024-01-0${1 + (n % 9)},${n % 3 === 0 ? '' : 'red'}\r\n`;
  const samples = [`id,price,text,day,kind\n${Array.from({ length: 30 }, (_, n) => row(n)).join('')}`, 'a\n1\n2\n', 'x;y\n1,5;2\n'];
  const marks = ['"', ',', '\n', '\r', ';', '\t', '\0', '\ufeff', '1e999', '-', 'NaN', '9'.repeat(50), '__proto__', '\ud83d\ude00', ' '];
  return textDoor(samples, marks, (bytes, options) => csv(bytes, options));
} // prettier-ignore

const JSON_MARKS = [
  '{', '}', '[', ']', ',', ':', '"', '\\', '\\u12', '\n', '1', '-', '1e999', 'null', 'true', '""', '"__proto__":1,', '[1,', '{"a":', '\0', '9'.repeat(40),
]; // prettier-ignore

const record = (n: number): string =>
  JSON.stringify({
    id: n,
    price: n / 4,
    text: `a "b" ${n}`,
    list: [n, 1],
    deep: { a: { b: n } },
    kind: n % 3 === 0 ? null : 'red',
  });

/** A list of records, now and then one that is nested deeply. */
export function jsonDoor(): Door<Uint8Array> {
  const deep = JSON.stringify([{ a: nested(500) }]);
  const samples = [`[${Array.from({ length: 20 }, (_, n) => record(n)).join(',\n')}]`, '[]', '{"rows":[{"a":1},{"a":2}]}', deep];
  return { ...textDoor(samples, JSON_MARKS, (bytes, options) => json(bytes, options)), ceiling: 1.25 * 2 ** 30 };
} // prettier-ignore

/** A record in each line. */
export function jsonLinesDoor(): Door<Uint8Array> {
  const samples = [Array.from({ length: 20 }, (_, n) => `${record(n)}\n`).join(''), '{"a":[1,2]}\r\n\r\n{"a":[3]}'];
  return textDoor(samples, JSON_MARKS, (bytes, options) => jsonLines(bytes, options));
}

/** Lines of text, some empty. */
export function linesDoor(): Door<Uint8Array> {
  return textDoor(
    ['one\ntwo\r\n\nthree', 'ß\n'.repeat(50)],
    ['\n', '\r', '\0', '\ufeff', '\ud800', 'x'],
    (bytes, options) => lines(bytes, options),
  );
}
