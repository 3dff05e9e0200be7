import { expect, it } from 'vitest';
import { chainReading } from './chain-scene.ts';
import { scalarChain, vectorChain, type Rows } from './chain-run.ts';

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
