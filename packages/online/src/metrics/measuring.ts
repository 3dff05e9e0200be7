import { DataError } from '@thalweg/data';
import type { Metric, MetricStatistic } from '@thalweg/metrics';
import { adderTo, OutcomeReader } from '@thalweg/metrics/engine';
import { ContractError } from '@thalweg/tensor';
import { functionOf, printed } from '@thalweg/tensor/engine';
import type { Json } from '@thalweg/train';
import { Observable } from 'rxjs';
import type { Baseline, BaselineRule, JudgedRule } from '../baselines/baseline.ts';
import type { Outcome } from '../learn/outcome.ts';
import { someOnce } from '../state/each-once.ts';
import { fitNames } from '../state/differences.ts';
import { KeptState } from '../state/kept-state.ts';
import type { OtherSettings } from '../state/other-settings.ts';
import type { StateCheck } from '../state/state-check.ts';
import { withState } from '../state/stateful.ts';
import type { Comparison, EmissionOptions, Measurement, Measuring, MetricOrMetrics, ValuesOf } from './measurement.ts';

/** The common state of measuring operators: the last step, and the numbers of outcomes and examples. */
interface Course {
  step: number;
  outcomes: number;
  count: number;
}

/** Options of {@link measuring}. */
interface MeasuringOptions<S extends object> extends EmissionOptions {
  readonly name: string;
  readonly settings?: Readonly<Record<string, Json>>;
  readonly counting: (metrics: readonly Metric<unknown>[]) => Counting<S>;
}

/** Returns an operator that emits the values of metrics over outcomes, and its state. */
export function measuring<M extends MetricOrMetrics, S extends object>(
  metrics: M,
  { name, settings = {}, every = 1, beside, counting }: MeasuringOptions<S>,
): [Measuring<M, Comparison<M>>, Kept<S>] {
  if (!(Number.isSafeInteger(every) || every === Infinity) || every < 1)
    throw new ContractError(name, 'every must be an integer of at least 1, or Infinity', String(every), 'Try 1.');
  const named = namedMetrics(metrics);
  const names = Object.keys(named);
  const tally = (): Tally<S> => new Tally(name, counting(Object.values(named)));
  const own = tally();
  const baseline = beside && { rule: ruleOf(name, beside), tally: tally() };
  const kept = stateOf<S>({ name, settings, named, own, baseline });
  const isDue = (outcome: Outcome): boolean => {
    checkOutcome(name, outcome);
    const state = kept.now;
    const count = own.read(state, outcome);
    if (baseline !== undefined) {
      const { rule, tally } = baseline;
      const learn = rule.judge(state.beside!.rule, outcome, predicted => tally.read(state.beside!, predicted));
      tally.add(state.beside!, count);
      learn();
    }
    own.add(state, count);
    state.step = outcome.step;
    state.count += count;
    state.outcomes++;
    return state.outcomes % every === 0;
  };
  const empty = Object.fromEntries(names.map(key => [key, NaN as unknown]));
  const valuesIn = (tally: Tally<S>, state: Counted<S>): ValuesOf<M> => {
    const values = { ...empty };
    for (let i = 0; i < names.length; i++) values[names[i]!] = tally.counted.value(state, i);
    return values as ValuesOf<M>;
  };
  const now = (): Measurement<M> => {
    const { step, count, beside } = kept.now;
    const values = valuesIn(own, kept.now);
    if (baseline === undefined) return { step, count, metrics: values };
    const others = valuesIn(baseline.tally, beside!);
    return {
      step,
      count,
      metrics: values,
      baseline: others,
      gain: baseline.rule.gain(named, values, others),
    } as Comparison<M>;
  };
  const told = someOnce<Outcome, Measurement<M>>(outcome => (isDue(outcome) ? now() : undefined));
  const last = () => (kept.now.outcomes > 0 ? now() : undefined);
  const operator = withState<Outcome, Measurement<M>>(
    kept,
    every === Infinity ? source => withLast(told(source), last) : told,
  );
  return [Object.assign(operator, { now }) as Measuring<M, Comparison<M>>, kept];
}

/** The parts of a state. */
interface StateParts<S extends object> {
  readonly name: string;
  readonly settings: Readonly<Record<string, Json>>;
  readonly named: Readonly<Record<string, Metric<unknown>>>;
  readonly own: Tally<S>;
  readonly baseline: { readonly rule: BaselineRule<object>; readonly tally: Tally<S> } | undefined;
}

/** Returns the state of an operator. */
function stateOf<S extends object>({ name, settings, named, own, baseline }: StateParts<S>): Kept<S> {
  const ofMetrics = Object.entries(named).map(([key, one]): MetricSettings => [key, one.name, one.settings ?? null]);
  const ofBaseline = baseline && { beside: [baseline.rule.name, baseline.rule.settings ?? null] };
  return new KeptState({
    name,
    settings: { ...settings, metrics: ofMetrics, ...ofBaseline },
    evolve: (state, change) => evolveMetrics(state, { settings, ofMetrics, ofBaseline, tally: own }, change),
    initial: () => ({
      ...{ step: 0, outcomes: 0, count: 0, ...own.initial() },
      ...(baseline && { beside: { ...baseline.tally.initial(), rule: baseline.rule.initial() } }),
    }),
    check(state, is) {
      const { step, outcomes, count, beside } = state;
      is.counts({ step, outcomes, count });
      own.check(state, is);
      if (baseline === undefined) return;
      baseline.tally.check(beside!, is);
      baseline.rule.check?.(beside!.rule, is);
    },
  });
}

/** The state of a tally: that of its metrics and, if one remembers, the last true value. */
type Counted<S extends object> = S & { previous?: number };

/** The state of a baseline, and of the metrics of its predictions. */
interface Beside<S extends object> {
  readonly beside: Counted<S> & { readonly rule: object };
}

/** Applies metrics to outcomes that it reads, in a state. */
class Tally<S extends object> {
  readonly counted: Counting<S>;
  readonly #reader: OutcomeReader;
  readonly #remembers: boolean;

  /** Errors name the operator. */
  constructor(name: string, counted: Counting<S>) {
    this.counted = counted;
    this.#reader = new OutcomeReader(name, 'step', counted.statistics);
    this.#remembers = counted.statistics.some(({ remembers }) => remembers);
  }

  /** Returns the state before any example; of other metrics, with the last true value that a state had. */
  initial(previous = 0): Counted<S> {
    return { ...this.counted.initial(), ...(this.#remembers && { previous }) };
  }

  check(state: Counted<S>, is: StateCheck): void {
    if (this.#remembers) is.finite({ previous: state.previous });
    this.counted.check(state, is);
  }

  /** Reads the examples of an outcome, which nothing counts yet, and returns their number. */
  read({ previous = 0 }: Counted<S>, outcome: Outcome): number {
    this.#reader.previous = previous;
    return this.#reader.read(outcome, outcome.step);
  }

  /** Counts the examples that were read last. */
  add(state: Counted<S>, count: number): void {
    const { rows, stride, previous } = this.#reader;
    for (let row = 0; row < count; row++) this.counted.add(state, rows, row * stride);
    if (this.#remembers) state.previous = previous;
  }
}

type Kept<S extends object> = KeptState<Course & Counted<S> & Partial<Beside<S>>>;

/** Returns the rule of a baseline. Throws `ContractError` for what is none. */
function ruleOf(name: string, beside: Baseline): JudgedRule {
  const rule = (beside as Partial<Baseline> | null)?.rule;
  if (typeof rule?.judge === 'function') return rule;
  throw new ContractError(name, 'beside must be a baseline', printed(beside), 'Call one: noChange(), priorClass() or seasonalNaive(24).');
} // prettier-ignore

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

/** Throws `DataError` for an outcome without a step, prediction or target, or with another value in its weight. */
function checkOutcome(operator: string, outcome: Outcome): void {
  const { step, prediction, target, weight = 1 } = outcome;
  if (typeof step !== 'number') throw missing(operator, 'step', step, '');
  if (!isValue(prediction)) throw missing(operator, 'prediction', prediction, ` at step ${step}`);
  if (!isValue(target)) throw missing(operator, 'target', target, ` at step ${step}`);
  if (!isValue(weight))
    throw new DataError(
      operator,
      'a weight must be a finite number of at least 0',
      `${String(weight)} at step ${step}`,
      'Give weight 0 to examples that should not count.',
    );
}

function isValue(value: Outcome['target'] | null | undefined): boolean {
  return typeof value === 'number' || value?.shape !== undefined;
}

function missing(operator: string, field: string, given: number | object | null | undefined, where: string): DataError {
  return new DataError(
    operator,
    `an outcome must have a ${field}`,
    `${given === undefined || given === null ? 'none' : typeof given === 'object' ? given.constructor.name : String(given)}${where}`,
    'Give it { step, prediction, target }, as learn does.',
  );
}

/** Returns metrics by name; a single one has its own name. */
export function namedMetrics(metrics: MetricOrMetrics): Readonly<Record<string, Metric<unknown>>> {
  const named = isMetric(metrics) ? { [metrics.name]: metrics } : metrics;
  for (const [name, metric] of Object.entries(named ?? { metrics }))
    functionOf('metrics', `the part 'seen' of ${name}`, (metric as Partial<Metric> | undefined)?.seen);
  return named;
}

function isMetric(metrics: MetricOrMetrics): metrics is Metric<unknown> {
  return typeof (metrics as Partial<Metric> | undefined)?.seen === 'function';
}

/** Counts the examples of an operator. */
export interface Counting<S extends object> {
  /** The statistics that read examples, one for each metric in their order. */
  readonly statistics: readonly MetricStatistic<object, unknown>[];
  /** Returns the state besides the {@link Course}, before any example. */
  initial(): S;
  /** Checks a restored state besides the {@link Course}. */
  check(state: S, is: StateCheck): void;
  /** Counts an example: the number of each statistic, its target and its weight are in `rows` from `at` on. */
  add(state: S, rows: Float64Array, at: number): void;
  /**
   * Returns a state that was saved with other metrics or settings as one of the present ones. The states of metrics are in
   * their present order already. By default only the metrics may differ.
   */
  evolve?(state: S, change: OtherMetrics): S;
  /** Returns the value of the metric at a place. */
  value(state: S, place: number): unknown;
}

/** The present metrics, and their baseline. */
interface Present<S extends object> {
  readonly settings: Readonly<Record<string, Json>>;
  readonly ofMetrics: readonly MetricSettings[];
  readonly ofBaseline: Readonly<Record<string, Json>> | undefined;
  readonly tally: Tally<S>;
}

/**
 * Returns the state of other metrics as one of the present ones. A metric that both have, with the same settings, keeps its state. The
 * baseline must be the same: one that began later would have other examples.
 */
function evolveMetrics<S extends object>(
  { beside, ...state }: Counted<S> & Partial<Beside<S>>,
  { settings, ofMetrics, ofBaseline, tally }: Present<S>,
  { was, ...change }: OtherSettings,
): object | undefined {
  const {
    metrics,
    beside: baseline,
    ...others
  } = was as unknown as {
    readonly metrics: readonly MetricSettings[];
  } & OtherMetrics['was'];
  if (JSON.stringify(baseline) !== JSON.stringify(ofBaseline?.['beside'])) return undefined;
  const [now, then] = [ofMetrics, metrics].map(list => list.map(one => JSON.stringify(one))) as [string[], string[]];
  const places = now.map(one => then.indexOf(one));
  const evolvedOf = (state: Counted<S>, change: Omit<OtherSettings, 'was'>): object | undefined => {
    const { previous, ...counted } = state as unknown as Counted<S> & MetricStates;
    if (counted.states.length !== then.length) throw new RangeError('each metric must have a state');
    const { states, ...initial } = tally.initial(previous) as unknown as Counted<S> & MetricStates;
    const mapped = {
      ...counted,
      ...('previous' in initial && { previous: initial.previous }),
      states: places.map((place, i) => (place < 0 ? states[i] : counted.states[place])),
    } as unknown as S;
    return (
      tally.counted.evolve?.(mapped, { ...change, places, before: then.length, was: others }) ??
      (JSON.stringify(settings) === JSON.stringify(others) ? mapped : undefined)
    );
  };
  const evolved = evolvedOf(state as Counted<S>, change);
  if (evolved === undefined) return undefined;
  fitNames(now, then, change, one => (JSON.parse(one) as MetricSettings)[0]);
  const within = { ...change, fitting: change.fitting.within('beside') };
  return { ...evolved, ...(beside && { beside: evolvedOf(beside, within) }) };
}

/** A metric in the settings of an operator: its key, its name and its own settings. */
type MetricSettings = readonly [key: string, name: string, settings: Json];

/** The part of a state that belongs to the metrics, in their order. */
interface MetricStates {
  readonly states: readonly object[];
}

/** A state that was saved with other metrics, or with other settings. */
export interface OtherMetrics extends Omit<OtherSettings, 'was'> {
  /** For each metric its place then; below 0 for a new one. */
  readonly places: readonly number[];
  /** The number of metrics then. */
  readonly before: number;
  /** The settings besides the metrics, then. */
  readonly was: Readonly<Record<string, Json>>;
}

/** Checks the restored state of each metric; those at some places only, if they are given. */
export function checkSums(
  metrics: readonly Metric<unknown>[],
  states: readonly unknown[],
  is: StateCheck,
  places: readonly number[] = [...metrics.keys()],
): void {
  is.must(states.length === metrics.length, `there must be states of ${metrics.length} metrics`, states.length);
  for (const place of places) {
    const [metric, sums] = [metrics[place]!, states[place]];
    const { length } = metric.initial();
    const fits = sums instanceof Float64Array && sums.length === length;
    is.must(fits, `the state of ${metric.name} must be ${length} float64 numbers`, sums);
    metric.check?.(sums as Float64Array, is);
  }
}

/** The state of each metric. */
interface Whole {
  readonly states: readonly Float64Array[];
}

/** Returns the options of an operator in which every example counts, and never decays. */
export function wholeStream(options: EmissionOptions = {}): MeasuringOptions<Whole> {
  return {
    ...options,
    name: 'progressive',
    counting(metrics) {
      const add = adderTo(metrics);
      return {
        statistics: metrics,
        initial: () => ({ states: metrics.map(metric => metric.initial()) }),
        check: ({ states }, is) => checkSums(metrics, states, is),
        add: ({ states }, rows, at) => add(states, rows, at, 1),
        value: ({ states }, place) => metrics[place]!.value(states[place]!, 1),
      };
    },
  };
}
