import { ContractError } from '@thalweg/tensor';
import type { Json } from '@thalweg/train';
import { Observable } from 'rxjs';
import type { Outcome } from '../outcome.ts';
import { checkOutcome } from './check-outcome.ts';
import { someOnce } from '../state/each-once.ts';
import { KeptState } from '../state/kept-state.ts';
import { withState } from '../state/stateful.ts';
import type { Metric } from '@thalweg/metrics';
import { OutcomeReader } from '@thalweg/metrics/engine';
import type { Measurement, Measuring, MetricOrMetrics, ValuesOf } from './measurement.ts';
import type { Counting } from './counting.ts';
import { evolveMetrics } from './evolve-metrics.ts';
import type { MetricSettings, MetricStates } from './other-metrics.ts';
import { namedMetrics } from './named-metrics.ts';

/** The common state of measuring operators: the last step, and the numbers of outcomes and examples. */
export interface Course {
  step: number;
  outcomes: number;
  count: number;
}

/** Options of {@link measuring}. */
export interface MeasuringOptions<S extends object> {
  readonly name: string;
  readonly settings?: Readonly<Record<string, Json>>;
  readonly every: number | undefined;
  readonly counting: (metrics: readonly Metric<unknown>[]) => Counting<S>;
}

/** Returns an operator that emits the values of metrics over outcomes, and its state. */
export function measuring<M extends MetricOrMetrics, S extends object>(
  metrics: M,
  { name, settings = {}, every = 1, counting }: MeasuringOptions<S>,
): [Measuring<M>, KeptState<Course & S>] {
  if (!(Number.isSafeInteger(every) || every === Infinity) || every < 1)
    throw new ContractError(name, 'every must be an integer of at least 1, or Infinity', String(every), 'Try 1.');
  const named = namedMetrics(metrics);
  const names = Object.keys(named);
  const counted = counting(Object.values(named));
  const intake = new OutcomeReader(name, 'step', counted.statistics);
  const ofMetrics = names.map((key): MetricSettings => [key, named[key]!.name, named[key]!.settings ?? null]);
  const kept = new KeptState<Course & S>({
    name,
    settings: { ...settings, metrics: ofMetrics },
    evolve: (state: Course & S & MetricStates, change) =>
      evolveMetrics(state, { settings, ofMetrics, counted }, change),
    initial: () => ({ step: 0, outcomes: 0, count: 0, ...counted.initial() }),
    check(state, is) {
      const { step, outcomes, count } = state;
      is.counts({ step, outcomes, count });
      counted.check(state, is);
    },
  });
  const isDue = (outcome: Outcome): boolean => {
    checkOutcome(name, outcome);
    const count = intake.read(outcome, outcome.step);
    const state = kept.now;
    for (let row = 0; row < count; row++) counted.add(state, intake.rows, row * intake.stride);
    state.step = outcome.step;
    state.count += count;
    state.outcomes++;
    return state.outcomes % every === 0;
  };
  const empty = Object.fromEntries(names.map(key => [key, NaN as unknown]));
  const now = (): Measurement<M> => {
    const { step, count } = kept.now;
    const values = { ...empty };
    for (let i = 0; i < names.length; i++) values[names[i]!] = counted.value(kept.now, i);
    return { step, count, metrics: values as ValuesOf<M> };
  };
  const told = someOnce<Outcome, Measurement<M>>(outcome => (isDue(outcome) ? now() : undefined));
  const last = () => (kept.now.outcomes > 0 ? now() : undefined);
  const operator = withState<Outcome, Measurement<M>>(
    kept,
    every === Infinity ? source => withLast(told(source), last) : told,
  );
  return [Object.assign(operator, { now }), kept];
}

/** Emits one value more when a source completes, if there is one. */
function withLast<T>(source: Observable<T>, last: () => T | undefined): Observable<T> {
  return new Observable(subscriber =>
    source.subscribe({
      next: value => subscriber.next(value),
      error: error => subscriber.error(error),
      complete() {
        try {
          const value = last();
          if (value !== undefined) subscriber.next(value);
          subscriber.complete();
        } catch (error) {
          subscriber.error(error);
        }
      },
    }),
  );
}
