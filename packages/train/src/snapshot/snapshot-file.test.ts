import { createHash } from 'node:crypto';
import { decodeSafetensors, encodeSafetensors, tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import {
  decodeSnapshot,
  encodeSnapshot,
  StateError,
  type Json,
  type Migrations,
  type Saved,
  type Snapshot,
} from '../index.ts';

const kept: Snapshot = {
  version: 1,
  parts: {
    learn: {
      tensors: {
        'dense/weight': tensor([[1, -0], [NaN, 4]]),
        'dense/bias': tensor([]),
        step: tensor(12, { dtype: 'float64' }),
        counter: tensor([7], { dtype: 'int32' }),
        mask: tensor([true, false]),
      },
      values: { position: { epoch: 1, index: 3 } },
    },
    stop: { tensors: {}, values: { best: Infinity, worse: 0 } },
    nothing: { tensors: {}, values: {} },
  },
}; // prettier-ignore

/** Snapshots as they compare: bytes of tensors by name. */
function plain({ version, parts }: Snapshot): unknown {
  const saved = Object.entries(parts).map(([part, { tensors, values }]) => {
    const bits = Object.entries(tensors).map(([name, { data, dtype, shape }]) => [
      name,
      { dtype, shape, bytes: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex') },
    ]);
    return [part, { tensors: Object.fromEntries(bits), values }];
  });
  return { version, parts: Object.fromEntries(saved) };
}

const withValues = (values: Record<string, Json>): Snapshot => ({
  version: 1,
  parts: { part: { tensors: {}, values } },
});
const roundTrip = (snapshot: Snapshot): Snapshot => decodeSnapshot(encodeSnapshot(snapshot));

/** A file whose checksum is right, with any metadata besides. */
function signed(metadata: Record<string, string>, tensors: Saved['tensors'] = {}): Uint8Array {
  const file = encodeSafetensors(tensors, { checksum: '0'.repeat(64), ...metadata });
  file.set(Buffer.from(createHash('sha256').update(file).digest('hex')), 37);
  return file;
}

describe('a snapshot’s file', () => {
  it('gives the snapshot back, to the last bit', () => {
    expect(plain(roundTrip(kept))).toEqual(plain(kept));
    expect(plain(roundTrip({ version: 1, parts: {} }))).toEqual({ version: 1, parts: {} });
  });

  it('gives equal bytes for equal snapshots', () => {
    const parts = Object.fromEntries(
      Object.entries(kept.parts).map(([part, { tensors, values }]) => [
        part,
        { tensors: Object.fromEntries(Object.entries(tensors).reverse()), values },
      ]),
    );
    expect(encodeSnapshot({ version: 1, parts })).toEqual(encodeSnapshot(kept));
  });

  it('is a safetensors file', () => {
    const { tensors } = decodeSafetensors(encodeSnapshot(kept));
    expect(Object.keys(tensors).sort()).toEqual(Object.keys(kept.parts['learn']!.tensors).map(name => `learn/${name}`).sort());
  }); // prettier-ignore

  it('keeps parts and tensors under any name', () => {
    const names = ['', '__proto__', 'constructor', '$number', 'größe\n"😀"', '1'];
    const saved: Saved = { tensors: Object.fromEntries([...names, 'a/b', '/'].map((name, i) => [name, tensor(i)])), values: {} };
    const snapshot: Snapshot = { version: 1, parts: Object.fromEntries(names.map(name => [name, saved])) };
    expect(plain(roundTrip(snapshot))).toEqual(plain(snapshot));
    expect(Object.keys(roundTrip(snapshot).parts).sort()).toEqual(names.sort());
  }); // prettier-ignore

  it.each<[string, Record<string, Json>]>([
    ['numbers that JSON has', { n: [0, 1, -1.5, 1e300, 5e-324, 0.1, 2 ** 53 - 1] }],
    ['numbers that JSON has not', { n: [NaN, Infinity, -Infinity, -0], deep: { best: Infinity, list: [{ loss: NaN }] } }],
    ['keys that stand for such numbers', { n: { $number: 'NaN' }, m: { $$number: -0 }, $: 1, o: { $number: 1, x: NaN } }],
    ['text', { n: ['', '"\\', '\u2028\0', '😀', '\ud800'], 'a.b': '', 'ключ "1"': null, t: true, f: false }],
    ['nothing', { n: [], o: {}, deep: [[[]], [{}]] }],
    ['a key that objects have', JSON.parse('{"__proto__":{"constructor":1}}') as Record<string, Json>],
  ])('keeps %s', (_, values) => {
    expect(roundTrip(withValues(values)).parts['part']!.values).toEqual(values);
  }); // prettier-ignore

  it('holds no memory of the bytes that it was read from', () => {
    const bytes = encodeSnapshot(kept);
    const snapshot = decodeSnapshot(bytes);
    bytes.fill(255);
    expect(plain(snapshot)).toEqual(plain(kept));
  });
});

describe('encodeSnapshot refuses', () => {
  it.each<[string, unknown, string]>([
    ['undefined', { a: [1, undefined] }, 'got undefined at part.a[1].'],
    ['a function', { f: () => 1 }, 'got function at part.f.'],
    ['a bigint', { n: { deep: 1n } }, 'got bigint at part.n.deep.'],
    ['a date', { d: new Date(0) }, 'got Date at part.d.'],
    ['an array of a type', { d: new Float32Array(1) }, 'got Float32Array at part.d.'],
    ['a tensor', { d: tensor(1) }, 'got Tensor at part.d.'],
  ])('%s among the values', (_, values, message) => {
    const encode = () => encodeSnapshot(withValues(values as Record<string, Json>));
    expect(encode).toThrow(StateError);
    expect(encode).toThrow('encodeSnapshot: values must be plain: null, booleans, numbers, strings, arrays and objects of them');
    expect(encode).toThrow(message);
  }); // prettier-ignore

  it('a part with a slash and a version that is none', () => {
    const { parts } = kept;
    expect(() => encodeSnapshot({ version: 1, parts: { 'a/b': parts['learn']! } })).toThrow('no slash, got a/b.');
    for (const version of [0, -1, 1.5, NaN, Infinity])
      expect(() => encodeSnapshot({ version, parts })).toThrow(`a positive whole number, got ${version}.`);
  });
});

describe('decodeSnapshot refuses', () => {
  const file = encodeSnapshot(kept);
  const header = 8 + new DataView(file.buffer).getUint32(0, true);

  it.each<[string, () => Uint8Array, string]>([
    ['an empty file', () => new Uint8Array(), 'a file must begin with 8 bytes, the length of its header, got 0 bytes.'],
    ['text', () => Buffer.from('{"version":1,"parts":{}}'), 'a header must have at most'],
    ['a picture', () => Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'a header must have at most'],
    ['another safetensors file', () => encodeSafetensors({ w: tensor(1) }), "the format in the metadata must be 'thalweg snapshot', got a file without one."],
    ['a safetensors file of somebody else’s format', () => encodeSafetensors({}, { format: 'pt' }), "the format in the metadata must be 'thalweg snapshot', got pt."],
    ['a newer version', () => encodeSnapshot({ ...kept, version: 3 }), 'this reads versions up to 1, got 3. A newer version wrote it'],
    ['a file without checksum', () => encodeSafetensors({}, { format: 'thalweg snapshot', version: '1' }), 'its content must have the checksum none…'],
    ['a tensor of no part', () => signed({ format: 'thalweg snapshot', version: '1', values: '{}' }, { 'a/b': tensor(1) }), "every tensor must be of a part that has values, got 'a/b'."],
  ])('%s', (_, make, message) => {
    expect(() => decodeSnapshot(make())).toThrow(StateError);
    expect(() => decodeSnapshot(make())).toThrow(message);
  }); // prettier-ignore

  it('the file with any one bit changed', () => {
    for (let at = 0; at < file.length; at++)
      for (let bit = 0; bit < 8; bit++) {
        file[at]! ^= 1 << bit;
        expect(() => decodeSnapshot(file), `byte ${at}, bit ${bit}`).toThrow(StateError);
        file[at]! ^= 1 << bit;
      }
    expect(plain(decodeSnapshot(file))).toEqual(plain(kept));
  });

  it('a changed tensor by its checksum', () => {
    const changed = file.slice();
    changed[header] = 1;
    expect(() => decodeSnapshot(changed)).toThrow(
      /^snapshot: its content must have the checksum [\da-f]{12}…, got [\da-f]{12}…\. It was changed after it was written: use another copy\.$/,
    );
  });

  it('the file cut short anywhere, or with something behind', () => {
    for (let length = 0; length < file.length; length++)
      expect(() => decodeSnapshot(file.subarray(0, length)), `${length} bytes`).toThrow(StateError);
    expect(() => decodeSnapshot(file.subarray(0, -1))).toThrow('must end within the file');
    expect(() => decodeSnapshot(file.subarray(0, header - 1))).toThrow('the header must end within the file');
    expect(() => decodeSnapshot(Buffer.concat([file, Buffer.alloc(1)]))).toThrow(
      'a file must end with its last tensor',
    );
  });
});

describe('an older snapshot', () => {
  const renamed: Migrations = {
    1: ({ parts: { learn, ...rest }, version }) => ({ version, parts: { ...rest, training: learn! } }),
    2: ({ parts, version }) => ({ version, parts: { ...parts, age: { tensors: {}, values: { was: version } } } }),
  };
  const bytes = encodeSnapshot(kept);

  it('is brought up to date, version by version', () => {
    const snapshot = decodeSnapshot(bytes, { version: 3, migrations: renamed });
    expect(snapshot.version).toBe(3);
    expect(Object.keys(snapshot.parts).sort()).toEqual(['age', 'nothing', 'stop', 'training']);
    expect(snapshot.parts['age']!.values).toEqual({ was: 2 });
    expect(snapshot.parts['training']!.tensors['step']!.item()).toBe(12);
  });

  it('begins at its own version', () => {
    const second = encodeSnapshot({ ...kept, version: 2 });
    expect(Object.keys(decodeSnapshot(second, { version: 3, migrations: renamed }).parts)).toContain('learn');
    expect(plain(decodeSnapshot(second, { version: 2, migrations: renamed }))).toEqual(plain({ ...kept, version: 2 }));
  });

  it('is refused when a step is missing, or a later one is not there to be taken', () => {
    const [first, second] = [{ 1: renamed[1]! }, { 2: renamed[2]! }];
    const message = (from: number) => `there must be a migration from version ${from} to ${from + 1}, got none, for one of version 1.`;
    expect(() => decodeSnapshot(bytes, { version: 3, migrations: first })).toThrow(message(2));
    expect(() => decodeSnapshot(bytes, { version: 3, migrations: second })).toThrow(message(1));
    expect(() => decodeSnapshot(bytes, { version: 2 })).toThrow(message(1));
  }); // prettier-ignore

  it('is brought nowhere before its checksum was found right', () => {
    const damaged = bytes.slice();
    damaged[damaged.length - 1]! ^= 1;
    const never: Migrations = { 1: () => expect.fail('was asked') };
    expect(() => decodeSnapshot(damaged, { version: 2, migrations: never })).toThrow('must have the checksum');
  });
});
