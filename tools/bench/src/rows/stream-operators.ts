import {
  adwin,
  ddm,
  eddm,
  hddmA,
  hddmW,
  joinLabels,
  pageHinkley,
  shiftingBernoulli,
  type Detector,
} from '@thalweg/online';
import { snapshot } from '@thalweg/train';
import { map, NEVER, range } from 'rxjs';
import type { RatioRow, Turn } from './ratio-row.ts';
import { bySize, once } from './turns.ts';

/** A tenth of a microsecond, where a step of the loop takes 16 ns. */
const SIMPLE = 6;
const both = { direction: 'both' } as const;

/** Steps of the detectors of drift, beside the formulas of the simplest one in a loop. */
export const driftDetectors: readonly RatioRow[] = [
  detectorStep('ddm', () => ddm(), SIMPLE),
  detectorStep('eddm', () => eddm(), SIMPLE),
  detectorStep('hddmA', () => hddmA(both), SIMPLE),
  detectorStep('hddmW', () => hddmW(both), SIMPLE),
  detectorStep('pageHinkley', () => pageHinkley(both), SIMPLE),
  detectorStep('adwin', () => adwin(), 10 * SIMPLE),
];

function detectorStep<S extends object>(name: string, make: () => Detector<S>, bar: number): RatioRow {
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

const COUNTRIES = ['de', 'fr', 'us'];
const record = (i: number) => ({
  id: `pay-${i}`,
  amount: i / 3,
  country: COUNTRIES[i % 3],
  known: i % 2 === 0,
  x: Float32Array.of(i, i + 1),
});

/** A snapshot of records that wait for their labels. */
export const waitingRecords: RatioRow = {
  name: 'events: a snapshot of 200,000 records that wait for labels',
  ours: 'snapshot of joinLabels',
  reference: 'structuredClone of the records',
  bar: 0.1,
  turns: 5,
  prepare(size) {
    const capacity = bySize(size, 200_000, 2000);
    const join = joinLabels<object, object>(NEVER, { key: 'id' as never, within: Infinity, capacity });
    range(0, capacity).pipe(map(record), join).subscribe();
    const records = Array.from({ length: capacity }, (_, i) => record(i));
    return { ours: once(() => void snapshot({ join })), reference: once(() => void structuredClone(records)) };
  },
};
