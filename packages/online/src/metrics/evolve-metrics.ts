import type { Json } from '@thalweg/train';
import { fitNames } from '../state/fit-names.ts';
import type { OtherSettings } from '../state/other-settings.ts';
import type { Counting } from './counting.ts';
import type { MetricSettings, MetricStates, OtherMetrics } from './other-metrics.ts';

/** The present metrics. */
interface Present<S extends object> {
  readonly settings: Readonly<Record<string, Json>>;
  readonly ofMetrics: readonly MetricSettings[];
  readonly counted: Counting<S>;
}

/** Returns the state of other metrics as one of the present ones. A metric that both have, with the same settings, keeps its state. */
export function evolveMetrics<S extends object>(
  state: S & MetricStates,
  { settings, ofMetrics, counted }: Present<S>,
  { was, ...change }: OtherSettings,
): object | undefined {
  const { metrics, ...others } = was as unknown as {
    readonly metrics: readonly MetricSettings[];
  } & OtherMetrics['was'];
  const [now, then] = [ofMetrics, metrics].map(list => list.map(one => JSON.stringify(one))) as [string[], string[]];
  if (state.states.length !== then.length) throw new RangeError('each metric must have a state');
  const places = now.map(one => then.indexOf(one));
  const { states } = counted.initial() as Partial<MetricStates>;
  const mapped = { ...state, states: places.map((place, i) => (place < 0 ? states![i] : state.states[place])) };
  const evolved =
    counted.evolve?.(mapped as S, { ...change, places, before: then.length, was: others }) ??
    (JSON.stringify(settings) === JSON.stringify(others) ? mapped : undefined);
  if (evolved !== undefined) fitNames(now, then, change, one => (JSON.parse(one) as MetricSettings)[0]);
  return evolved;
}
