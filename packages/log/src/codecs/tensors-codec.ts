import { DataError } from '@thalweg/data';
import { Tensor } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import type { Codec } from '../topic/codec.ts';
import { PayloadReader } from './payload-reader.ts';
import { PayloadWriter } from './payload-writer.ts';

/** Tensors by name. */
export type NamedTensors = Readonly<Record<string, Tensor>>;

/**
 * Returns a codec of named tensors, such as parameters or gradients, as plain safetensors files. Tensors that come out are views
 * of the payload where their place in memory allows it: do not write to them.
 *
 * - **Throws** `DataError` for a value that is no tensor, and for bytes that are no safetensors file
 *
 * @example
 * const codec = tensorsCodec();
 * codec.decode(codec.encode({ w: tensor([1, 2]) })).w!.toArray() // => [1, 2]
 */
export function tensorsCodec(): Codec<NamedTensors> {
  const writer = new PayloadWriter('tensorsCodec', false);
  const reader = new PayloadReader('tensorsCodec', false);
  return {
    encode: tensors =>
      writer.write(
        Object.entries(named(tensors)).map(([name, stored]) => ({
          name,
          kind: 'tensor',
          parts: [{ name, stored: checked(name, stored) }],
        })),
      ),
    decode: bytes => reader.read(bytes) as NamedTensors,
  };
}

function named(value: unknown): object {
  if (typeof value === 'object' && value !== null) return value;
  throw new DataError('tensorsCodec', 'tensors must be an object of tensors', printed(value), 'Try { w: tensor(…) }.');
}

function checked(name: string, value: unknown): Tensor {
  if (value instanceof Tensor) return value as Tensor;
  throw new DataError(`tensorsCodec: ${name}`, 'it must be a tensor', printed(value), 'Make it one with tensor(…).');
}
