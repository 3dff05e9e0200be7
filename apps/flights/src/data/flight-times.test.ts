import { describe, expect, it } from 'vitest';
import { hourOf, landingOf, toUtc, weekdayOf } from './in-order.ts';

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
