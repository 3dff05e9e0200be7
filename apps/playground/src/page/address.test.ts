import { describe, expect, it } from 'vitest';
import { formatAddress, leftOut, parseAddress, type RoomState } from './address.ts';

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

  it('keeps its names to itself: __proto__ and constructor are keys like others', () => {
    const { state } = parseAddress('#/circuit?__proto__=1&constructor=2&toString=3');
    expect(Object.entries(state)).toEqual([['__proto__', '1'], ['constructor', '2'], ['toString', '3']]); // prettier-ignore
    expect(Object.getPrototypeOf(state)).toBe(Object.prototype);
    expect(({} as RoomState)['1']).toBeUndefined();
  });

  it('that is longer than any of a room has no state, and one with many keys has the first of them', () => {
    expect(parseAddress(`#/stream?seed=2&x=${'1'.repeat(1e6)}`)).toEqual({
      room: 'stream',
      state: {},
      isTooLong: true,
    });
    const many = Array.from({ length: 5000 }, (_, i) => `k${i}=1`).join('&');
    expect(Object.keys(parseAddress(`#/circuit?${many}`).state)).toHaveLength(100);
  });

  it('is repeated in short, and in the direction of the page', () => {
    expect(leftOut('a', 'x'.repeat(1e5))).toHaveLength(2 + 80 + 1 + ' could not be read and was left out.'.length);
    expect(leftOut('a', '\u202eb\x1b')).toBe('“a=�b�” could not be read and was left out.');
  });

  it('may be empty, or nonsense', () => {
    expect(parseAddress('')).toEqual({ room: '', state: {} });
    expect(parseAddress('#/descent')).toEqual({ room: 'descent', state: {} });
    expect(parseAddress('#%%%?=&&%ZZ=1?2').room).toBe('%%%');
  });
});
