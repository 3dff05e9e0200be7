import type { EventSettings } from './event.ts';
import { monitors } from './monitors.ts';

/** The last event that the room shows: an address can be opened up to here. */
export const LAST_EVENT = 20_000;
/** The largest number of drifts in an address. */
export const MOST_DRIFTS = 20;
/** The longest delay of labels, in events. */
export const LONGEST_DELAY = 500;
/** The possible speeds, in events per second. */
export const SPEEDS = [1, 5, 20, 50, 100, 300, 1000] as const;
/** The possible shares of wrong labels. */
export const NOISES = [0, 0.05, 0.1, 0.2] as const;

/** The settings that determine all numbers of the pipeline, together with the number of the event. */
export interface PipelineSettings extends EventSettings {
  /** The number of events after which a label comes. */
  readonly late: number;
  /** The detector that drives the reactions. */
  readonly detector: string;
}

/** The settings that determine the state of the room. */
export interface Settings extends PipelineSettings {
  /** The number of the last event. */
  readonly event: number;
  /** The speed in events per second. */
  readonly speed: number;
}

/** Returns the settings that the room opens with. */
export function firstSettings(): Settings {
  return { seed: 1, drifts: [], noise: 0.05, late: 0, detector: monitors[0]!.name, event: 500, speed: 100 };
}
