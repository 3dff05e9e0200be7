import { mae } from '@thalweg/metrics';
import {
  decaying,
  mergeMetrics,
  noChange,
  priorClass,
  progressive,
  rolling,
  seasonalNaive,
  type Outcome,
} from '@thalweg/online';
import { from } from 'rxjs';
import type { OperatorRow } from '../laws/operator-row.ts';
import { continuing } from './example.ts';

type Told = Outcome<number, number>;

const outcome = (number: number): Told => ({
  step: number + 1,
  prediction: ((number * 5) % 7) / 2,
  target: number % 3,
  loss: number,
});

/** The mean absolute error after each outcome, where one counts by its age. */
const errors =
  (weightOf: (age: number) => number, before: readonly Told[] = []) =>
  (items: readonly Told[]): unknown[] =>
    items.map(({ step }, i) => {
      const seen = [...before, ...items.slice(0, i + 1)];
      const weights = seen.map((_, at) => weightOf(seen.length - 1 - at));
      const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
      const total = sum(seen.map(({ prediction, target }, at) => weights[at]! * Math.abs(prediction - target)));
      return { step, count: seen.length, metrics: { mae: (total / sum(weights)).toFixed(9) } };
    });

const broken = (error: Error) => ({
  ...mae(),
  seen: (): never => {
    throw error;
  },
});

const always = (): number => 1;
const shard = [outcome(10), outcome(11)];

/** One of two shards is known, and the other one comes. */
function merged(): ReturnType<typeof mergeMetrics> {
  const known = progressive(mae());
  from(shard).pipe(known).subscribe();
  return mergeMetrics(mae(), [known.save()]);
}

type Parts = Pick<OperatorRow<Told>, 'name' | 'make' | 'oracle'> & Partial<OperatorRow<Told>>;

const row = (parts: Parts): OperatorRow<Told> => ({
  item: outcome,
  shown: ({ metrics, ...rest }: { metrics: { mae: number } }) => ({ ...rest, metrics: { mae: metrics.mae.toFixed(9) } }),
  again: continuing(parts.oracle),
  mapsDatasets: true,
  ...parts,
}); // prettier-ignore

/** The row of a baseline, by its prediction from the labels before. */
const baselineRow = (name: string, make: OperatorRow<Told>['make'], predict: (labels: readonly number[]) => unknown): OperatorRow<Told> =>
  row({
    name,
    make,
    oracle: items => items.map(({ step }, i) => [step, predict(items.slice(0, i).map(({ target }) => target))]),
    shown: ({ step, prediction }: Outcome) => [step, typeof prediction === 'number' ? prediction : Array.from(prediction.data)],
  }); // prettier-ignore

const shares = (labels: readonly number[]): number[] =>
  [0, 1, 2].map(kind => (labels.length === 0 ? 1 / 3 : labels.filter(label => label === kind).length / labels.length));

/** The operators of `@thalweg/online` that measure. */
export const onlineMeasuringRows: readonly OperatorRow<Told>[] = [
  baselineRow(
    'noChange',
    () => noChange(),
    labels => labels.at(-1) ?? 0,
  ),
  baselineRow(
    'seasonalNaive',
    () => seasonalNaive(2),
    labels => labels.at(-2) ?? 0,
  ),
  baselineRow('priorClass', () => priorClass({ classes: 3 }), shares),
  row({ name: 'progressive', make: () => progressive(mae()), oracle: errors(always), throwing: error => progressive(broken(error)) }),
  row({
    name: 'progressive',
    variant: 'telling every second time',
    make: () => progressive(mae(), { every: 2 }),
    oracle: items => errors(always)(items).filter((_, i) => i % 2 === 1),
  }),
  row({ name: 'rolling', make: () => rolling(mae(), 2), oracle: errors(age => Number(age < 2)), throwing: error => rolling(broken(error), 2) }),
  row({
    name: 'decaying',
    make: () => decaying(mae(), { halfLife: 2 }),
    oracle: errors(age => 2 ** (-age / 2)),
    throwing: error => decaying(broken(error), { halfLife: 2 }),
  }),
  row({ name: 'mergeMetrics', make: merged, oracle: errors(always, shard) }),
] as readonly OperatorRow<Told>[]; // prettier-ignore
