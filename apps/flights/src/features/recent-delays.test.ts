import { from } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { isLanding, type FlightEvent } from '../events/events.ts';
import { recentDelays, recentFields, type KnownDeparture } from './recent-delays.ts';

const HOUR = 3_600_000;

const departure = { hour: 0, weekday: 0, distance: 1, band: 1 };
const landing = (landed: number, delay: number, [origin, destination]: readonly [number, number]): FlightEvent => ({
  flight: landed,
  landed: landed * HOUR,
  origin,
  destination,
  hour: 0,
  delay,
  late: delay > 15 ? 1 : 0,
});
const leaving = (time: number, [origin, destination]: readonly [number, number]): FlightEvent => ({
  ...departure,
  flight: time,
  time: time * HOUR,
  origin,
  destination,
});

/** Returns the recent delays of each departure among events between three airports. */
function recentOf(...events: readonly FlightEvent[]): number[][] {
  const found: number[][] = [];
  from(events)
    .pipe(recentDelays(3))
    .subscribe(event => {
      if (!isLanding(event)) found.push(recentFields.map(field => (event as KnownDeparture)[field]!));
    });
  return found;
}

describe('recent delays', () => {
  it('are at first those of two flights with common delays', () => {
    expect(recentOf(leaving(5, [0, 1]))[0]).toEqual(
      Array(4)
        .fill([0.2, 5 / 30])
        .flat(),
    );
  });

  it('are averages with weights that halve in half an hour, and in two hours', () => {
    const [recent] = recentOf(landing(2, 60, [0, 2]), landing(4, -10, [0, 2]), leaving(6, [0, 1]));
    const expected = [0.5, 2].flatMap(halfLife => {
      const [old, last] = [2 ** (-4 / halfLife), 2 ** (-2 / halfLife)];
      const weight = old + last + 2;
      return [(old + 0.4) / weight, (60 * old - 10 * last + 10) / weight / 30, 0.2, 5 / 30];
    });
    recent!.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 14));
  });

  it('distinguish the flights that left an airport from those that came to it', () => {
    const [recent] = recentOf(landing(1, 90, [0, 1]), leaving(1, [1, 0]));
    expect(recent).toEqual(
      Array(4)
        .fill([0.2, 5 / 30])
        .flat(),
    );
  });

  it('count a delay beyond three hours as three hours', () => {
    expect(recentOf(landing(1, 1000, [0, 1]), leaving(1, [0, 1]))).toEqual(
      recentOf(landing(1, 180, [0, 1]), leaving(1, [0, 1])),
    );
  });

  it('know nothing of flights that have not landed', () => {
    const [early, late] = recentOf(leaving(1, [0, 1]), landing(2, 90, [0, 1]), leaving(2, [0, 1]));
    expect(early).toEqual(
      Array(4)
        .fill([0.2, 5 / 30])
        .flat(),
    );
    expect(late![0]).toBeCloseTo(1.4 / 3, 14);
  });
});
