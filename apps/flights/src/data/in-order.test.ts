import { expect, it } from 'vitest';
import { inOrder } from './in-order.ts';

const minute = 60_000;

it('orders flights by their departure in UTC, and those of one moment as the table does', () => {
  const flights = inOrder(
    {
      rows: 4,
      airports: ['EAST', 'WEST'],
      origin: new Int32Array([0, 1, 0, 1]),
      destination: new Int32Array([1, 0, 1, 0]),
      distance: new Float64Array([450, 900, 1, 2]),
      delay: new Float64Array([0, -5, 60, 16]),
      local: new Float64Array([120 * minute, 60 * minute, 60 * minute, 0]),
      withoutDelay: 3,
    },
    [0, -15],
  );
  expect([...flights.departure]).toEqual([60, 60, 120, 120].map(minutes => minutes * minute));
  expect([...flights.delay]).toEqual([60, 16, 0, -5]);
  expect([...flights.origin]).toEqual([0, 1, 0, 1]);
  expect([...flights.hour]).toEqual([1, 0, 2, 1]);
  expect([...flights.weekday]).toEqual([4, 4, 4, 4]);
  expect([...flights.landing].slice(2)).toEqual([(120 + 30 + 60) * minute, (120 + 30 + 120) * minute]);
  expect(flights.withoutDelay).toBe(3);
});
