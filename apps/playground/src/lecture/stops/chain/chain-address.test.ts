import { expect, it } from 'vitest';
import { formatUpstream, parseUpstream } from './chain-address.ts';

it('keeps an upstream gradient in the address, limits it, and leaves out the first one', () => {
  expect(formatUpstream([1, 0])).toEqual({});
  for (const upstream of [
    [1, 0],
    [1, 10],
    [-2.5, 0],
  ] as const)
    expect(parseUpstream(formatUpstream(upstream)['upstream'])).toEqual(upstream);
  expect(['1,99', 'x', '', '3'].map(parseUpstream)).toEqual([
    [1, 10],
    [1, 0],
    [1, 0],
    [3, 0],
  ]);
});
