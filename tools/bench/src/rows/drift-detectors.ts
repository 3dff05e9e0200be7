import { adwin, ddm, eddm, hddmA, hddmW, pageHinkley, shiftingBernoulli, type Detector } from '@thalweg/online';
import type { RatioRow, Turn } from './ratio-row.ts';
import { bySize } from './turns.ts';

/** A tenth of a microsecond, where a step of the loop takes 16 ns. */
const SIMPLE = 6;
const both = { direction: 'both' } as const;

/** Steps of the detectors of drift, beside the formulas of the simplest one in a loop. */
export const driftDetectors: readonly RatioRow[] = [
  row('ddm', () => ddm(), SIMPLE),
  row('eddm', () => eddm(), SIMPLE),
  row('hddmA', () => hddmA(both), SIMPLE),
  row('hddmW', () => hddmW(both), SIMPLE),
  row('pageHinkley', () => pageHinkley(both), SIMPLE),
  row('adwin', () => adwin(), 10 * SIMPLE),
];

function row<S extends object>(name: string, make: () => Detector<S>, bar: number): RatioRow {
  return {
    name: `events: a step of ${name}`,
    ours: name,
    reference: 'the formulas of ddm in a loop',
    bar,
    turns: 9,
    prepare(size) {
      const values = shiftingBernoulli({ seed: 1, length: bySize(size, 200_000, 1000), levels: [0.2], changes: [] });
      const { initial, step } = make();
      const state = initial();
      return {
        ours: perValue(values, value => void step(state, value)),
        reference: ddmInALoop(values),
      };
    },
  };
}

function perValue(values: ArrayLike<number>, see: (value: number) => void): Turn {
  return () => {
    const start = performance.now();
    for (let i = 0; i < values.length; i++) see(values[i]!);
    return (1000 * (performance.now() - start)) / values.length;
  };
}

function ddmInALoop(values: ArrayLike<number>): Turn {
  let [count, errors, leastRate, leastDeviation, drifts] = [0, 0, Infinity, Infinity, 0];
  return perValue(values, value => {
    const rate = (errors += value) / ++count;
    const deviation = Math.sqrt((rate * (1 - rate)) / count);
    if (rate + deviation < leastRate + leastDeviation) {
      leastRate = rate;
      leastDeviation = deviation;
    }
    if (rate + deviation > leastRate + 3 * leastDeviation) drifts++;
  });
}
