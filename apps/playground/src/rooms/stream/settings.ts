import { leftOut, type RoomState } from '../../page/address.ts';
import { formatDrifts, parseDrifts } from './concept.ts';
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

/** Formats settings for the address. Defaults are left out, but never the event. */
export function formatSettings({ drifts, late, detector, noise, seed, speed, event }: Settings): RoomState {
  const first = firstSettings();
  return {
    ...(drifts.length === 0 ? {} : { drift: formatDrifts(drifts) }),
    ...(late === first.late ? {} : { late: `${late}` }),
    ...(detector === first.detector ? {} : { detector }),
    ...(noise === first.noise ? {} : { noise: `${noise}` }),
    ...(seed === first.seed ? {} : { seed: `${seed}` }),
    ...(speed === first.speed ? {} : { speed: `${speed}` }),
    event: `${event}`,
  };
}

/** Parses settings from an address. Invalid parts get their defaults and are reported as problems. */
export function parseSettings(state: RoomState): { settings: Settings; problems: string[] } {
  const first = firstSettings();
  const problems: string[] = [];
  const read = <T>(key: string, fallback: T, parse: (text: string) => T | undefined): T => {
    const text = state[key];
    const value = text === undefined ? fallback : parse(text);
    if (value === undefined) problems.push(leftOut(key, text!));
    return value ?? fallback;
  };
  const settings: Settings = {
    drifts: read('drift', first.drifts, text => parseDrifts(text, { most: MOST_DRIFTS, last: LAST_EVENT })),
    late: read('late', first.late, text => parseWhole(text, LONGEST_DELAY)),
    detector: read('detector', first.detector, text => monitors.find(({ name }) => name === text)?.name),
    noise: read('noise', first.noise, text => NOISES.find(noise => `${noise}` === text)),
    seed: read('seed', first.seed, text => parseWhole(text, 1e6)),
    speed: read('speed', first.speed, text => SPEEDS.find(speed => `${speed}` === text)),
    event: read('event', first.event, text => parseWhole(text, LAST_EVENT)),
  };
  return { settings, problems };
}

function parseWhole(text: string, most: number): number | undefined {
  return /^\d{1,7}$/.test(text) && Number(text) <= most ? Number(text) : undefined;
}
