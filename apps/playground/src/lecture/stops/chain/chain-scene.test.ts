import { expect, it } from 'vitest';
import { CELL, chainLayout, formatUpstream, parseUpstream } from './chain-scene.ts';

it('puts both products side by side where there is room, and else below each other', () => {
  const [wide, narrow] = [chainLayout(660), chainLayout(290)];
  expect(wide.products[0].local[1]).toBe(wide.products[1].local[1]);
  expect(narrow.products[1].local[1]).toBeGreaterThan(narrow.products[0].local[1] + 3 * CELL);
  for (const [layout, width] of [
    [wide, 660],
    [narrow, 290],
  ] as const)
    for (const { local, downstream } of layout.products) {
      expect(local[0]).toBeGreaterThanOrEqual(0);
      expect(downstream[0] + CELL).toBeLessThanOrEqual(width);
      expect(downstream[1] + 3 * CELL).toBeLessThan(layout.height);
    }
});

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
