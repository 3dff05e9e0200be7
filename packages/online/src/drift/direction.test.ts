import fc from 'fast-check';
import { expect, test } from 'vitest';
import { adwin } from './adwin.ts';
import type { Detector } from './detector.ts';
import type { Direction } from './direction.ts';
import { hddmA } from './hddm-a.ts';
import { hddmW } from './hddm-w.ts';
import { pageHinkley } from './page-hinkley.ts';
import { shiftingNormal } from './shifting-normal.ts';

const opposite = { up: 'down', down: 'up', both: 'both' } as const;

/** Detectors on values from −1 to 1, by the direction. */
const detectors: Record<string, (direction: Direction) => Detector<object>> = {
  adwin: direction => ofAnyState(adwin({ direction, range: [-1, 1], every: 1 })),
  hddmA: direction => scaled(hddmA({ direction })),
  hddmW: direction => scaled(hddmW({ direction })),
  pageHinkley: direction => ofAnyState(pageHinkley({ direction, threshold: 4 })),
};

function ofAnyState<S extends object>(detector: Detector<S>): Detector<object> {
  return detector as unknown as Detector<object>;
}

function scaled<S extends object>(detector: Detector<S>): Detector<object> {
  return ofAnyState({ ...detector, step: (state, value) => detector.step(state, (value + 1) / 2) });
}

/** Multiples of 1/64 between −1 and 1: negating and scaling them does not round. */
const streams = fc.tuple(fc.nat(), fc.constantFrom(-0.75, 0.75)).map(([seed, level]) => {
  const values = shiftingNormal({ seed, length: 400, levels: [0, level, 0], changes: [150, 300], deviation: 0.2 });
  return Array.from(values, value => Math.max(-1, Math.min(1, Math.round(64 * value) / 64)));
});

for (const [name, make] of Object.entries(detectors)) {
  const statuses = (direction: Direction, values: readonly number[]): string[] => {
    const { initial, step } = make(direction);
    const state = initial();
    return values.map(value => step(state, value));
  };

  test(`${name} sees falls as it sees rises`, () =>
    fc.assert(
      fc.property(streams, fc.constantFrom<Direction>('up', 'down', 'both'), (values, direction) => {
        const negated = values.map(value => -value);
        expect(statuses(opposite[direction], negated)).toEqual(statuses(direction, values));
      }),
      { numRuns: 20 },
    ));

  test(`${name} tells changes of its direction and no others`, () => {
    const rising = Array.from({ length: 400 }, (_, i) => (i < 200 ? -1 : 1));
    const falling = rising.map(value => -value);
    for (const direction of ['up', 'both'] as const)
      expect(statuses(direction, rising).indexOf('drift')).toBeGreaterThan(199);
    for (const direction of ['down', 'both'] as const)
      expect(statuses(direction, falling).indexOf('drift')).toBeGreaterThan(199);
    expect(statuses('down', rising)).not.toContain('drift');
    expect(statuses('up', falling)).not.toContain('drift');
  });
}
