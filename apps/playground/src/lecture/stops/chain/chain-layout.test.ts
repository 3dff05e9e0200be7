import { expect, it } from 'vitest';
import { CELL, chainLayout } from './chain-layout.ts';

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
