import { DataError } from '@thalweg/data';
import { encodeSafetensors, tensor, type Tensor } from '@thalweg/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyRecord, bitsOf } from '../testing/any-record.ts';
import { columnsCodec, type ColumnValue } from './columns-codec.ts';

type Values = Readonly<Record<string, ColumnValue>>;
const shown = (record: Values): unknown => Object.entries(record).map(([name, value]) => [name, bitsOf(value)]);

/** Returns the message of the error that a call throws. */
function messageOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    return (error as Error).message;
  }
  return 'no error';
}

describe('columnsCodec', () => {
  it('gives back what went in, to the last bit, whatever it wrote before', () => {
    const codec = columnsCodec();
    fc.assert(
      fc.property(anyRecord, anyRecord, (first, second) => {
        for (const record of [first, second, second])
          expect(shown(codec.decode(codec.encode(record)))).toStrictEqual(shown(record));
      }),
      { numRuns: 500 },
    );
  });

  it('gives equal records equal bytes, whichever came before', () => {
    fc.assert(
      fc.property(anyRecord, anyRecord, (first, second) => {
        const codec = columnsCodec();
        codec.encode(first);
        const bytes = codec.encode(second);
        expect(codec.encode(second)).toEqual(bytes);
        expect(columnsCodec().encode(second)).toEqual(bytes);
      }),
    );
  });

  it('refuses damaged bytes, or gives a record of the right form', () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(anyRecord, damage, fc.nat(), fc.boolean(), (record, bytes, cut, cuts) => {
        const codec = columnsCodec();
        const whole = codec.encode(record);
        codec.decode(whole);
        const broken = cuts ? whole.slice(0, cut % whole.length) : whole.slice();
        if (!cuts) for (const [at, byte] of bytes) broken[at % broken.length] = byte;
        try {
          const found = codec.decode(broken);
          if (cuts) throw new Error('a part was taken for the whole');
          // Only elements have changed, or a name, or the digits of a shape: the file is one that could have been written.
          expect(shown(codec.decode(codec.encode(found)))).toStrictEqual(shown(found));
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('gives views of the payload where they are aligned, and copies elsewhere', () => {
    const codec = columnsCodec<{ x: Float64Array; y: Tensor }>();
    const bytes = codec.encode({ x: Float64Array.of(1, 2), y: tensor([[3], [4]]) });
    const { x, y } = codec.decode(bytes);
    expect([x.buffer, y.data.buffer]).toEqual([bytes.buffer, bytes.buffer]);
    const moved = new Uint8Array(bytes.length + 1);
    moved.set(bytes, 1);
    const copy = codec.decode(moved.subarray(1));
    expect(copy.x.buffer).not.toBe(moved.buffer);
    expect([[...copy.x], copy.y.toArray()]).toEqual([
      [1, 2],
      [[3], [4]],
    ]);
  });

  it('reads a file of another program as a record of tensors', () => {
    const record = columnsCodec().decode(encodeSafetensors({ x: tensor([1, 2]), raw: Uint8Array.of(7, 255) }));
    expect(String(record['x'])).toBe('float32 [2] [1, 2]');
    expect(String(record['raw'])).toBe('int32 [2] [7, 255]');
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['undefined', undefined],
    ['Date', new Date(0)],
    ['Int16Array', Int16Array.of(1)],
    ['5n', 5n],
    ['an array of others', [[1, 2]]],
    ['an array of others', ['a', null]],

    ['an array of others', [1, , 2]],
  ])('refuses a field with %s', (given, value) => {
    const encode = (): unknown => columnsCodec().encode({ x: 1, city: value as ColumnValue });
    expect(messageOf(encode)).toContain(`columnsCodec: field city: it must be a tensor`);
    expect(messageOf(encode)).toContain(`got ${given}. Make a tensor of nested arrays`);
  });

  it('refuses names that a file cannot have', () => {
    const codec = columnsCodec();
    expect(messageOf(() => codec.encode({ a: ['x'], 'a:offsets': 1 }))).toContain(
      'no field may have the name of the offsets of another one, got a, a:offsets, a:offsets.',
    );
    expect(messageOf(() => codec.encode({ __metadata__: 1 }))).toContain('no tensor may be called __metadata__');
    expect(messageOf(() => codec.encode({ '\ud800': 1 }))).toContain('names and metadata must be well-formed Unicode');
  });

  const file = (columns: string, tensors: Parameters<typeof encodeSafetensors>[0]): (() => unknown) => {
    const bytes = encodeSafetensors(tensors, { columns });
    return () => columnsCodec().decode(bytes);
  };
  const ab = Uint8Array.of(0xc3, 0xa4);
  const offsets = (...values: number[]): Tensor => tensor(Int32Array.from(values));

  it.each<[string, () => unknown]>([
    ['the metadata must list', file('[', {})],
    ['the metadata must list', file('[["a","array"],["a","array"]]', { a: ab })],
    ['the metadata must list', file('[["a","toString"]]', { a: ab })],
    ['each field must have its tensors, got a', file('[["a","array"]]', {})],
    ['each tensor must be of a field, got b', file('[["a","array"]]', { a: ab, b: ab })],
    ['an array must have one axis', file('[["a","array"]]', { a: tensor([[1]]) })],
    ['it must be F64 with no axis, got F32 [1]', file('[["a","number"]]', { a: tensor([1]) })],
    ['each text must be of whole characters', file('[["a","texts"]]', { a: ab, 'a:offsets': offsets(0, 1, 2) })],
    ['offsets must rise from 0 to 2', file('[["a","texts"]]', { a: ab, 'a:offsets': offsets(0, 3, 2) })],
    ['offsets must rise from 0 to 2', file('[["a","texts"]]', { a: ab, 'a:offsets': offsets(0, 1) })],
    ['offsets must rise from 0 to 2', file('[["a","texts"]]', { a: ab, 'a:offsets': offsets(1, 2) })],
    ['texts must be bytes, U8, with offsets', file('[["a","texts"]]', { a: ab, 'a:offsets': offsets() })],
    ['there must be one text, got 2', file('[["a","text"]]', { a: ab, 'a:offsets': offsets(0, 2, 2) })],
    ['each text must be', file('[["a","texts utf-16"]]', { a: ab, 'a:offsets': offsets(0, 1, 2) })],
    ['a file must begin with 8 bytes', () => columnsCodec().decode(new Uint8Array(3))],
  ])('says of a file: %s', (message, decode) => expect(messageOf(decode)).toContain(message));
});
