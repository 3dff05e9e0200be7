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
import { snapshotParts } from './snapshot-parts.ts';

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

const withValues = (values: Saved['values']): Snapshot => ({
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

  it('keeps typed arrays among the values, as bytes and without a copy', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    const values = {
      bytes,
      columns: [{ times: Float64Array.of(-0, NaN, 5e-324), counts: new Int32Array([-1, 2]) }],
      floats: Float32Array.of(0.1),
      none: new Float32Array(),
      $0: [bytes.subarray(3, 5)],
    };
    const file = encodeSnapshot(withValues(values));
    expect(decodeSnapshot(file).parts['part']!.values).toEqual(values);
    expect(Object.keys(decodeSafetensors(file).tensors).sort()).toEqual(['$0', '$1', '$2', '$3', '$4', '$5']);
    expect([...snapshotParts(withValues(values))].some(({ buffer }) => buffer === bytes.buffer)).toBe(true);
  });

  it.each([1, NaN])('keeps values of 1,000 levels, with %s in the last', inner => {
    let deep: Json = inner;
    for (let level = 1; level < 1000; level++) deep = [deep];
    expect(roundTrip(withValues({ deep })).parts['part']!.values['deep']).toEqual(deep);
  });

  it('has the same values however many there are', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => ({ i, [`$${i}`]: [i % 2 ? -0 : 'é"\\', { loss: NaN }], o: {}, l: [] }));
    const values = { many, byName: Object.fromEntries(many.map((one, i) => [`${i}`, one])) };
    expect(roundTrip(withValues(values)).parts['part']!.values).toEqual(values);
  }); // prettier-ignore

  it('of many values is made in many parts, none of which is long', () => {
    const many = Array.from({ length: 200_000 }, (_, i) => ({ i, name: 'a record', list: [i] }));
    const sizes = Array.from(snapshotParts(withValues({ many })), ({ length }) => length);
    expect([sizes.length > 500, Math.max(...sizes) < 100_000]).toEqual([true, true]);
  });

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
    ['an array of a type that no tensor has', { d: new Uint16Array(1) }, 'got Uint16Array at part.d.'],
    ['a tensor', { d: tensor(1) }, 'got Tensor at part.d.'],
  ])('%s among the values', (_, values, message) => {
    const encode = () => encodeSnapshot(withValues(values as Record<string, Json>));
    expect(encode).toThrow(StateError);
    expect(encode).toThrow('encodeSnapshot: values must be plain: null, booleans, numbers, strings, arrays and objects of them');
    expect(encode).toThrow(message);
  }); // prettier-ignore

  it('values that contain themselves, or have more than 1,000 levels', () => {
    const self: Record<string, Json> = {};
    self['again'] = [self];
    let deep: Json = 1;
    for (let level = 0; level < 1000; level++) deep = { deep };
    for (const values of [self, { list: [deep] }]) {
      expect(() => encodeSnapshot(withValues(values))).toThrow(StateError);
      expect(() => encodeSnapshot(withValues(values))).toThrow('encodeSnapshot: values must have at most 1000 levels, got more at');
    }
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

  const levels = (count: number): string => `{"p":{"a":${'['.repeat(count)}${']'.repeat(count)}}}`;

  it.each<[string, Record<string, string>, string]>([
    ['values that are no JSON', { version: '1', values: '{"p":' }, 'the values must be JSON, got "{\\"p\\":".'],
    ['values that are null', { version: '1', values: 'null' }, 'the values must be an object with a key for each part, got null.'],
    ['values that are a list', { version: '1', values: '[1]' }, 'the values must be an object with a key for each part, got [1].'],
    ['a part whose values are null', { version: '1', values: '{"p":null}' }, "the values of 'p' must be an object, got null."],
    ['a part whose values are a list', { version: '1', values: '{"p":[]}' }, "the values of 'p' must be an object, got []."],
    ['values of 20,000 levels', { version: '1', values: levels(20_000) }, 'the values must have at most 1000 levels, got more.'],
    ['a number that is none', { version: '1', values: '{"p":{"a":{"$number":"1"}}}' }, 'a key of the values that begins with $ must be known, got $number with 1.'],
    ['a typed array that is not there', { version: '1', values: '{"p":{"a":{"$array":0}}}' }, 'must be known, got $array with 0.'],
    ['a key of another version', { version: '1', values: '{"p":{"$date":0}}' }, 'must be known, got $date.'],
    ['no version', { values: '{}' }, 'its version must be a positive whole number, got none.'],
    ...['0', '-1', '1.5', '01', '1e0', 'NaN', '', ' 1'].map((version): [string, Record<string, string>, string] => [
      `the version '${version}'`, { version, values: '{}' }, `its version must be a positive whole number, got ${version}.`,
    ]),
  ])('a signed file with %s', (_, metadata, message) => {
    const read = () => decodeSnapshot(signed({ format: 'thalweg snapshot', ...metadata }));
    expect(read).toThrow(StateError);
    expect(read).toThrow(message);
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
