import { DataError } from '@thalweg/data';
import { columnsCodec, tensorsCodec, type Codec } from '@thalweg/log';
import { encodeSafetensors, tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';

const file = (header: unknown, bytes = 8): Uint8Array => {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const whole = new Uint8Array(8 + text.length + bytes);
  new DataView(whole.buffer).setBigUint64(0, BigInt(text.length), true);
  whole.set(text, 8);
  return whole;
};
const one = (entry: unknown): Uint8Array => file({ x: entry });
const listed = (columns: unknown, name = 'x'): Uint8Array =>
  file({
    __metadata__: { columns: typeof columns === 'string' ? columns : JSON.stringify(columns) },
    [name]: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
  });

/** Payloads that no codec wrote, whose seal may hold all the same: whoever has the key may write them. */
const HOSTILE: readonly (readonly [what: string, payload: Uint8Array])[] = [
  ['nothing', new Uint8Array(0)],
  ['seven bytes', new Uint8Array(7)],
  ['a header of 2⁶⁴ bytes', new Uint8Array(16).fill(0xff)],
  ['a header of 1 TB', Uint8Array.of(0, 0, 0, 0, 0, 1, 0, 0, 1, 1)],
  ['no JSON', file('{{{')],
  ['a header that is null', file('null')],
  ['a list', file('[]')],
  ['deep JSON', file('['.repeat(100_000))],
  ['no entry', one(null)],
  ['a number as entry', one(7)],
  ['no type', one({ shape: [2], data_offsets: [0, 8] })],
  ['a type of nobody', one({ dtype: 'constructor', shape: [2], data_offsets: [0, 8] })],
  ['a huge shape', one({ dtype: 'F32', shape: [2 ** 40, 2 ** 40], data_offsets: [0, 8] })],
  ['a negative shape', one({ dtype: 'F32', shape: [-2, -1], data_offsets: [0, 8] })],
  ['a shape of text', one({ dtype: 'F32', shape: '2', data_offsets: [0, 8] })],
  ['offsets behind the end', one({ dtype: 'F32', shape: [4], data_offsets: [0, 16] })],
  ['offsets backwards', one({ dtype: 'F32', shape: [2], data_offsets: [8, 0] })],
  ['offsets of 10³⁰⁰', one({ dtype: 'F32', shape: [2], data_offsets: [0, 1e300] })],
];

function refusal(codec: Codec<never>, payload: Uint8Array): unknown {
  try {
    codec.decode(payload);
    return undefined;
  } catch (error) {
    return error;
  }
}

describe.each([
  ['columnsCodec', () => columnsCodec() as Codec<never>],
  ['tensorsCodec', () => tensorsCodec() as Codec<never>],
] as const)('%s refuses as data, in a short text,', (_, codecOf) => {
  it.each(HOSTILE)('%s', (_what, payload) => {
    const error = refusal(codecOf(), payload);
    expect(error).toBeInstanceOf(DataError);
    expect(String(error).length).toBeLessThan(500);
  });

  it('and takes a true one after each', () => {
    const codec = codecOf();
    for (const [, payload] of HOSTILE) {
      refusal(codec, payload);
      expect(codec.decode(encodeSafetensors({ x: tensor([1, 2]) }))).toMatchObject({ x: { size: 2 } });
    }
  });
});

it.each([
  '{{{',
  'null',
  '[]',
  '7',
  { x: 'constructor' },
  { x: 5 },
  { x: null },
  { y: 'float32' },
  {},
  { __proto__: null },
])('columnsCodec refuses columns that it does not list: %j', columns => {
  const error = refusal(columnsCodec() as Codec<never>, listed(columns));
  expect(error).toBeInstanceOf(DataError);
  expect(String(error).length).toBeLessThan(500);
});
