import { expect, it } from 'vitest';
import { type Rows, scalarChain, vectorChain } from './chain-run.ts';
import { CELL, chainLayout, chainReading, formatUpstream, parseUpstream } from './chain-scene.ts';

const { yByU, uByX, sendBack } = vectorChain();

/** A plain product of matrices. */
const product = (a: Rows, b: Rows): Rows =>
  a.map(row => b[0]!.map((_, j) => row.reduce((sum, one, k) => sum + one * b[k]![j]!, 0)));

it('has the numbers of the lecture', () => {
  expect(scalarChain()).toEqual({ values: { t: 3, s: 7, r: 49 }, rByS: 14, sByT: 2, rByT: 28 });
  expect(product(uByX, yByU)).toEqual([
    [2, 0],
    [0, 4],
    [12, -6],
  ]);
  expect(sendBack([1, 10])).toEqual({ upstream: [[1], [10]], atU: [[1], [10], [-8]], atX: [[2], [40], [-48]] });
});

it('sends back the products of the transposed Jacobians, for any upstream gradient', () => {
  for (const upstream of [
    [1, 0],
    [0, 0],
    [-3, 7],
    [2.5, -10],
  ] as const) {
    const { atU, atX } = sendBack(upstream);
    expect(atU).toEqual(
      product(
        yByU,
        upstream.map(one => [one]),
      ),
    );
    expect(atX).toEqual(product(uByX, atU));
  }
});

it('says something else for nothing, for a row of the Jacobian, and for a sum of both', () => {
  const asked = [
    [1, 0],
    [0, 3],
    [0, 0],
    [1, 10],
    [2, -1],
  ] as const;
  const readings = asked.map(upstream => chainReading(upstream, sendBack([1, 0]), sendBack(upstream)));
  expect(readings.map(({ now }) => now)).toEqual([
    '[2, 0, 12]',
    '[0, 12, −18]',
    '[0, 0, 0]',
    '[2, 40, −48]',
    '[4, −4, 30]',
  ]);
  expect(readings[3]!.before).toBe('[2, 0, 12]');
  expect(new Set(readings.map(({ sentence }) => sentence)).size).toBe(5);
  expect(readings.map(({ isDone }) => isDone)).toEqual([false, false, false, true, false]);
});

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
