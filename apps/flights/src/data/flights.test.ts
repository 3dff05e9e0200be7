import { describe, expect, it } from 'vitest';
import { hourOf, inOrder, landingOf, toUtc, weekdayOf } from './flights.ts';

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

const noon = Date.UTC(2001, 0, 17, 12);

describe('toUtc', () => {
  it('takes 15 degrees of longitude for an hour, later in the west', () => {
    expect(toUtc(noon, -75)).toBe(Date.UTC(2001, 0, 17, 17));
    expect(toUtc(noon, 15)).toBe(Date.UTC(2001, 0, 17, 11));
    expect(toUtc(noon, 0)).toBe(noon);
  });
});

describe('landingOf', () => {
  it('adds half an hour, the distance at 450 miles an hour, and a delay', () => {
    expect(landingOf(noon, 450, 20) - noon).toBe((30 + 60 + 20) * 60_000);
  });

  it('does not let an early flight land before that', () => {
    expect(landingOf(noon, 450, -20) - noon).toBe(90 * 60_000);
  });
});

describe('hourOf and weekdayOf', () => {
  it('agree with Date, also before 1970', () => {
    for (let time = Date.UTC(1969, 11, 20); time < Date.UTC(1970, 0, 20); time += 3_599_999) {
      expect(hourOf(time)).toBe(new Date(time).getUTCHours());
      expect(weekdayOf(time)).toBe(new Date(time).getUTCDay());
    }
  });
});
