import { describe, expect, it } from 'vitest';
import { formatAddress, parseAddress } from './address.ts';

describe('an address', () => {
  it('is read as it was written', () => {
    const address = {
      room: 'descent',
      state: { on: 'ravine', from: '-3,1.5', 'sgd.rate': '0.02~120:0.01', odd: 'a&b=c +%' },
    };
    expect(parseAddress(formatAddress(address))).toEqual(address);
  });

  it('is readable', () => {
    expect(formatAddress({ room: 'descent', state: { from: '-3,1.5', rate: '0.02~120:0.01' } })).toBe(
      '#/descent?from=-3,1.5&rate=0.02~120:0.01',
    );
  });

  it('may be typed by hand: a plus is one', () => {
    expect(parseAddress('#/circuit?of=(x + y) * z&x=-2').state).toEqual({ of: '(x + y) * z', x: '-2' });
  });

  it('may be empty, or nonsense', () => {
    expect(parseAddress('')).toEqual({ room: '', state: {} });
    expect(parseAddress('#/descent')).toEqual({ room: 'descent', state: {} });
    expect(parseAddress('#%%%?=&&%ZZ=1?2').room).toBe('%%%');
  });
});
