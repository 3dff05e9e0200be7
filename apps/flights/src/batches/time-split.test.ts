import { expect, it } from 'vitest';
import { someFlights } from '../testing/some-flights.ts';
import { frozenBaselines } from './learn-batches.ts';
import { timeSplit } from './time-split.ts';

const flights = someFlights(1001);
const { training, test } = timeSplit(flights);

it('a split in time tests on the second half, and learns from what had landed when it began', () => {
  expect([...test]).toEqual(Array.from({ length: 501 }, (_, i) => 500 + i));
  const landed = Array.from({ length: 500 }, (_, row) => row).filter(
    row => flights.landing[row]! <= flights.departure[500]!,
  );
  expect([...training]).toEqual(landed);
  expect(training.length).toBeLessThan(480);
});

it('frozen baselines know the training rows alone', () => {
  const late = [...training].filter(row => flights.delay[row]! > 15);
  const { baseRate, table } = frozenBaselines(flights, { training, test });
  expect(baseRate).toEqual(new Float64Array(501).fill((late.length + 1) / (training.length + 5)));
  const alike = (row: number) => (other: number) =>
    flights.origin[other] === flights.origin[row] && flights.hour[other] === flights.hour[row];
  for (const [i, row] of [...test].entries()) {
    const [lateThere, allThere] = [late, [...training]].map(rows => rows.filter(alike(row)).length);
    expect(table[i]).toBeCloseTo((lateThere! + 5 * baseRate[0]!) / (allThere! + 5), 14);
  }
});
