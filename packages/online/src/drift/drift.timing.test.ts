import { expect, test } from 'vitest';
import { adwin } from './adwin.ts';
import { ddm } from './ddm.ts';
import type { Detector } from './detector.ts';
import { eddm } from './eddm.ts';
import { hddmA } from './hddm-a.ts';
import { hddmW } from './hddm-w.ts';
import { pageHinkley } from './page-hinkley.ts';
import { shiftingBernoulli } from './shifting-bernoulli.ts';

const values = shiftingBernoulli({ seed: 1, length: 200_000, levels: [0.2], changes: [] });

/** Nanoseconds a step, the least of some rounds: others share the machine. */
function time<S extends object>({ initial, step }: Detector<S>): number {
  const state = initial();
  let least = Infinity;
  for (let round = 0; round < 8; round++) {
    const start = performance.now();
    for (let i = 0; i < values.length; i++) step(state, values[i]!);
    least = Math.min(least, ((performance.now() - start) * 1e6) / values.length);
  }
  return least;
}

test('a step of the simple detectors takes less than 100 ns, one of adwin less than 1 µs', () => {
  const both = { direction: 'both' } as const;
  const simple = [time(ddm()), time(eddm()), time(hddmA(both)), time(hddmW(both)), time(pageHinkley(both))];
  for (const nanoseconds of simple) expect(nanoseconds).toBeLessThan(100);
  expect(time(adwin())).toBeLessThan(1000);
});
