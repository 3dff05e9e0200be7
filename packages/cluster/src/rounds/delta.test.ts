import { DataError } from '@thalweg/data';
import { ContractError, encodeSafetensors, tensor, type Tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { deltaCodec } from './delta.ts';
import { fromEightBit, toEightBit } from './eight-bit.ts';

const whole = {
  weight: tensor([[1, -2], [NaN, 0.1]]), // prettier-ignore
  count: tensor([3], { dtype: 'int32' }),
  flag: tensor([true, false]),
  scalar: tensor(5, { dtype: 'float64' }),
};

describe('deltaCodec', () => {
  it('keeps a delta to the last bit', () => {
    const delta = { examples: 320, last: true, tensors: whole };
    const { examples, last, tensors } = deltaCodec.decode(deltaCodec.encode(delta));
    expect({ examples, last }).toEqual({ examples: 320, last: true });
    expect(Object.keys(tensors).sort()).toEqual(Object.keys(whole).sort());
    for (const [name, value] of Object.entries(whole)) expect(String(tensors[name])).toBe(String(value));
  });

  it('keeps tensors in 8 bits, also those that are not finite', () => {
    const values = tensor([[1, -0.5, 0.25]]);
    const tensors = { fine: toEightBit(values), bad: toEightBit(tensor([NaN])), plain: values };
    const back = deltaCodec.decode(deltaCodec.encode({ examples: 1, last: false, tensors })).tensors;
    expect(back['fine']).toEqual(tensors.fine);
    expect(String(fromEightBit(back['fine'] as never))).toBe(String(fromEightBit(tensors.fine)));
    expect(Number.isNaN((back['bad'] as { scale: number }).scale)).toBe(true);
    expect((back['plain'] as Tensor).data).toEqual(values.data);
  });

  it('refuses bytes that are no delta', () => {
    expect(() => deltaCodec.decode(new Uint8Array(3))).toThrow(ContractError);
    expect(() => deltaCodec.decode(encodeSafetensors({}, {}))).toThrow(DataError);
    const eightBit = { w: { shape: [3], dtype: 'float32', scale: '1' } };
    const short = encodeSafetensors(
      { w: new Uint8Array(2) },
      { delta: JSON.stringify({ examples: 1, last: false, eightBit }) },
    );
    expect(() => deltaCodec.decode(short)).toThrow('a byte for each element');
  });
});
