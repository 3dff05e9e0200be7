import { DataError } from '@thalweg/data';
import { encodeSafetensors, tensor, type Tensor } from '@thalweg/tensor';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyTensor, bitsOf } from '../testing/any-record.ts';
import { tensorsCodec } from './tensors-codec.ts';

it('gives back tensors to the last bit, from a plain safetensors file', () => {
  const codec = tensorsCodec();
  fc.assert(
    fc.property(fc.dictionary(fc.string(), anyTensor, { maxKeys: 4, noNullPrototype: true }), tensors => {
      const bytes = codec.encode(tensors);
      expect(bytes).toEqual(encodeSafetensors(tensors));
      expect(codec.encode(tensors)).toEqual(bytes);
      const found = codec.decode(bytes);
      expect(Object.keys(found).sort()).toEqual(Object.keys(tensors).sort());
      for (const [name, value] of Object.entries(tensors)) expect(bitsOf(found[name]!)).toEqual(bitsOf(value));
    }),
  );
});

it('refuses what is no tensor, and what is no file', () => {
  const codec = tensorsCodec();
  expect(() => codec.encode({ w: [1] as unknown as Tensor })).toThrow(
    'tensorsCodec: w: it must be a tensor, got Array.',
  );
  const bytes = codec.encode({ w: tensor([1, 2]) });
  for (let length = 0; length < bytes.length; length++)
    expect(() => codec.decode(bytes.subarray(0, length))).toThrow(DataError);
});
