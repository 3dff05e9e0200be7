import { constant, input, parameter, matmul, read } from '@thalweg/graph';
import { dense } from '@thalweg/nn';
import { ContractError } from '@thalweg/tensor';
import { strToU8, zipSync } from 'fflate';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeNpz, loadNpz } from '../index.ts';

interface Row {
  readonly name: string;
  readonly file: string;
  readonly arrays: Readonly<
    Record<string, { readonly dtype: string; readonly shape: number[]; readonly data: number[] }>
  >;
}

const json = new URL('../../../../tools/laws/reference/npz-files.json', import.meta.url);
const rows = JSON.parse(readFileSync(json, 'utf8')) as readonly Row[];
const bytesOf = ({ file }: Row): Uint8Array => new Uint8Array(Buffer.from(file, 'base64'));

/** An archive of one array with this header. */
function archive(header: string, data: Uint8Array = new Uint8Array(8)): Uint8Array {
  const text = strToU8(header);
  const start = Uint8Array.of(0x93, ...strToU8('NUMPY'), 1, 0, text.length & 255, text.length >> 8);
  return zipSync({ 'a.npy': Uint8Array.of(...start, ...text, ...data) });
}

describe('decodeNpz', () => {
  it.each(rows)('reads what NumPy wrote: $name', row => {
    const read = decodeNpz(bytesOf(row));
    expect(Object.keys(read)).toEqual(Object.keys(row.arrays));
    for (const [name, { dtype, shape, data }] of Object.entries(row.arrays))
      expect([name, read[name]!.dtype, read[name]!.shape, [...read[name]!.data]]).toEqual([
        name,
        dtype,
        shape,
        data.map(Number),
      ]);
  });

  it('refuses each beginning of a file, in words', () => {
    const whole = bytesOf(rows[1]!);
    for (let length = 0; length < whole.length; length += 7)
      expect(() => decodeNpz(whole.subarray(0, length)), `${length}`).toThrow(ContractError);
  });

  it('refuses texts, records, and numbers with the high byte first', () => {
    const one = (type: string): Uint8Array => archive(`{'descr': ${type}, 'fortran_order': False, 'shape': (2,), }`);
    expect(() => decodeNpz(one("'<U1'"))).toThrow("decodeNpz: 'a' must be an array of numbers or booleans, got '<U1'.");
    expect(() => decodeNpz(one("[('x', '<f4')]"))).toThrow("'a' must be an array of numbers");
    expect(() => decodeNpz(one("'>f4'"))).toThrow("'a' must have the low byte first, got '>f4'. Save it anew");
    expect([...decodeNpz(one("'<f4'")).a!.data]).toEqual([0, 0]);
  });

  it('refuses an array that is shorter or longer than its shape', () => {
    for (const shape of ['(1,)', '(3,)', '(99999999999,)', '(2, 1000000, 1000000)'])
      expect(() => decodeNpz(archive(`{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }`))).toThrow(
        'bytes of its own',
      );
  });

  it('refuses an archive that claims to be longer than any can be, before there is memory for it', () => {
    const file = archive("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }");
    const view = new DataView(file.buffer);
    // The record of the central directory begins with PK 1 2; its length before compression stands 24 bytes after.
    for (let at = 0; at < file.length - 4; at++) if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 2 ** 31, true); // prettier-ignore
    expect(() => decodeNpz(file)).toThrow(/its files must have at most 26843\d{4} bytes, got 2147483648 up to 'a'/);
  });

  it('refuses an archive whose files have more bytes together than it stands for, each of which may be one', () => {
    const small = new Uint8Array(100);
    const file = zipSync({ a: small, b: small, c: small, d: [new Uint8Array(500_000), { level: 0 }] });
    const view = new DataView(file.buffer);
    const records: number[] = [];
    for (let at = file.length - 400; at < file.length - 4; at++) if (view.getUint32(at, true) === 0x02014b50) records.push(at);
    for (const at of records.slice(0, 3)) view.setUint32(at + 24, 2 ** 27, true);
    expect(3 * 2 ** 27).toBeLessThan(1032 * file.length);
    expect(() => decodeNpz(file)).toThrow(/its files must have at most \d+ bytes, got 402653184 up to 'c'/);
  }); // prettier-ignore

  it('refuses two files of one name, and one that would change the record of arrays', () => {
    const a = archive("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }");
    const names = (first: string, second: string): Uint8Array => {
      const file = zipSync({ [first]: a, [second]: a });
      const from = strToU8('twinB');
      for (let at = 0; at < file.length; at++) if (from.every((byte, i) => file[at + i] === byte)) file[at + 4] = 65;
      return file;
    };
    expect(() => decodeNpz(names('twinA.npy', 'twinB.npy'))).toThrow("its files must have names that differ, got 'twinA' twice");
    expect(() => decodeNpz(names('x.npy', 'x'))).toThrow("got 'x' twice");
    for (const name of ['__proto__', '__proto__.npy']) {
      const file = zipSync({ [name.replace('proto', 'prot0')]: a });
      const from = strToU8('__prot0');
      for (let at = 0; at < file.length; at++) if (from.every((byte, i) => file[at + i] === byte)) file[at + 6] = 111;
      expect(() => decodeNpz(file)).toThrow("another name than __proto__, got '__proto__'");
    }
  }); // prettier-ignore

  it('refuses a directory of more files than there are bytes, and an array of a hundred axes', () => {
    const file = new Uint8Array(98);
    const view = new DataView(file.buffer);
    view.setUint32(0, 0x06064b50, true);
    view.setUint32(32, 0xffffffff, true);
    view.setUint32(56, 0x07064b50, true);
    view.setUint32(76, 0x06054b50, true);
    view.setUint16(84, 1, true);
    expect(() => decodeNpz(file)).toThrow(ContractError);
    const shape = `(${'1, '.repeat(100)})`;
    expect(() => decodeNpz(archive(`{'descr': '<f8', 'fortran_order': True, 'shape': ${shape}, }`))).toThrow(
      "'a' must have at most 64 axes, got 100",
    );
  });
});

describe('loadNpz', () => {
  it('sets parameters of another library by a table of names', () => {
    const arrays = { 'Dense_0/kernel.npy': matrix([2, 1], [3, 4]), 'Dense_0/bias.npy': matrix([1], [5]) };
    const y = input('x', ['batch', 2]).pipe(dense(1));
    const names = { 'dense1/weight': 'Dense_0/kernel', 'dense1/bias': 'Dense_0/bias' };
    expect(loadNpz(y, zipSync(arrays), { names }).loaded).toEqual(names);
    expect(read(y.inputs[1]!).toArray()).toEqual([5]);
  });

  it('leaves out texts that nobody needs', () => {
    const w = parameter([[0]], { name: 'w' });
    const text = archive("{'descr': '<U2', 'fortran_order': False, 'shape': (1,), }");
    expect(() => loadNpz(w, text, { missing: 'initial' })).toThrow("'a' for nothing");
    const { dropped } = loadNpz(matmul(constant([[1]]), w), text, { missing: 'initial', extra: 'drop' });
    expect(dropped).toEqual(['a']);
  });
});

function matrix(shape: readonly number[], data: readonly number[]): Uint8Array {
  const header = strToU8(`{'descr': '<f8', 'fortran_order': False, 'shape': (${shape.join(', ')},), }\n`);
  const start = Uint8Array.of(0x93, ...strToU8('NUMPY'), 1, 0, header.length, 0);
  return Uint8Array.of(...start, ...header, ...new Uint8Array(Float64Array.from(data).buffer));
}
