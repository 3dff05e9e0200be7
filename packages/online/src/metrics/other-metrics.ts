import type { Json } from '@thalweg/train';
import type { OtherSettings } from '../state/other-settings.ts';

/** A metric in the settings of an operator: its key, its name and its own settings. */
export type MetricSettings = readonly [key: string, name: string, settings: Json];

/** The part of a state that belongs to the metrics, in their order. */
export interface MetricStates {
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
