import type { Tensor, TypedArray } from '@thalweg/tensor';
import type { Codec } from '../topic/codec.ts';
import { kindOf, kinds } from './kind-of.ts';
import { PayloadReader } from './payload-reader.ts';
import { PayloadWriter } from './payload-writer.ts';

/** The value of a field that {@link columnsCodec} stores. */
export type ColumnValue =
  | Tensor
  | TypedArray
  | readonly number[]
  | readonly boolean[]
  | readonly string[]
  | number
  | boolean
  | string;

/** A record that {@link columnsCodec} stores. */
export type ColumnsOf<R> = { readonly [K in keyof R]: ColumnValue };

/**
 * Returns a codec of records in columns: a batch, whose fields have a value for each row, or a single record, such as one with
 * the sparse column of `hashFeatures`. What comes out equals what went in, to the last bit, so `train`, `learn`, `trainRows` and
 * `learnRows` take it.
 *
 * A payload is a safetensors file. Tensors and typed arrays are tensors there, a `Uint8Array` as `U8`. Numbers are `F64`,
 * booleans `BOOL`. Texts are their bytes one after another, in UTF-8, or in UTF-16 if one has half of a surrogate pair; where
 * each begins and the last one ends is in a second tensor, `name:offsets`. The metadata `columns` lists the fields with their
 * kinds. A file of another program without it is a record of tensors.
 *
 * Tensors and typed arrays that come out are views of the payload where their place in memory allows it: do not write to them.
 * A codec remembers the last header, so that records that are alike cost little; use one for each topic.
 *
 * - **Throws** `DataError` for a field of another kind, such as null, a nested array or a date, with its name; and for bytes
 *   that are no such file. Elements have no checksum here: the seal of a topic has one
 *
 * @example
 * const codec = columnsCodec();
 * const { x, city } = codec.decode(codec.encode({ x: Float32Array.of(1, 2), city: ['Rome', 'Oslo'] }));
 * x // => new Float32Array([1, 2])
 * city // => ['Rome', 'Oslo']
 */
export function columnsCodec<R extends ColumnsOf<R> = Record<string, ColumnValue>>(): Codec<R> {
  const writer = new PayloadWriter('columnsCodec', true);
  const reader = new PayloadReader('columnsCodec', true);
  return {
    encode: record =>
      writer.write(
        Object.entries(record).map(([name, value]) => {
          const kind = kindOf(name, value);
          return { name, kind, parts: kinds[kind]!.write(name, value) };
        }),
      ),
    decode: bytes => reader.read(bytes) as R,
  };
}
