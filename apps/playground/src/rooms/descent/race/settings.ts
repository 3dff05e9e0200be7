import type { Dial } from '../../../controls/dial.ts';
import type { Timelines } from './lane.ts';
import type { Point } from './point.ts';
import type { Entrant, Scene } from './scene.ts';

/** The last step of a race. */
export const LAST_STEP = 5000;

/** The possible speeds, in steps per second. */
export const SPEEDS = [5, 15, 30, 60, 120, 300] as const;

/** The settings that determine a race. */
export interface Settings {
  readonly start: Point;
  /** The names of the racers. */
  readonly racing: readonly string[];
  /** The slider timelines, by the names of entrants and of their dials. */
  readonly dials: Readonly<Record<string, Timelines>>;
  readonly step: number;
  /** The speed in steps per second. */
  readonly speed: number;
  readonly seed: number;
  /** The measure by which losses are compared. */
  readonly by: Progress;
}

/** Returns the initial settings of a race. Where steps read different numbers of examples, losses are compared by these. */
export function firstSettings({ start, opening, entrants, seeded }: Scene): Settings {
  const by = seeded ? 'examples' : 'step';
  return { start, racing: opening, dials: firstDials(entrants), step: 0, speed: 30, seed: 1, by };
}

function firstDials(entrants: readonly Entrant[]): Settings['dials'] {
  const timelines = (dials: readonly Dial[]): Timelines =>
    Object.fromEntries(dials.map(({ name, first }) => [name, [[0, first]]]));
  return Object.fromEntries(entrants.map(({ name, dials }) => [name, timelines(dials)]));
}

/** The measures by which losses of racers can be compared: steps, examples read, or milliseconds of computing. */
export const progresses = ['step', 'examples', 'time'] as const;

/** One of {@link progresses}. */
export type Progress = (typeof progresses)[number];

/** The name of each measure in a title. */
export const progressTitles: Readonly<Record<Progress, string>> = {
  step: 'step',
  examples: 'examples read',
  time: 'time of computing, in ms',
};
