import type { Dial } from '../../controls/dial.ts';
import type { Timelines } from './lane.ts';
import type { Point } from './point.ts';
import type { Entrant, Scene } from './scene.ts';

/** Steps that a race may last. */
export const LAST_STEP = 5000;

/** Steps a second that a race may run at. */
export const SPEEDS = [5, 15, 30, 60, 120, 300] as const;

/** All that a race follows from. */
export interface Settings {
  readonly start: Point;
  /** Names of those who race. */
  readonly racing: readonly string[];
  /** What the sliders say and said, by the names of entrants and their dials. */
  readonly dials: Readonly<Record<string, Timelines>>;
  readonly step: number;
  /** Steps a second. */
  readonly speed: number;
  readonly seed: number;
}

/** A race as it is opened. */
export function firstSettings({ start, opening, entrants }: Scene): Settings {
  return { start, racing: opening, dials: firstDials(entrants), step: 0, speed: 30, seed: 1 };
}

function firstDials(entrants: readonly Entrant[]): Settings['dials'] {
  const timelines = (dials: readonly Dial[]): Timelines =>
    Object.fromEntries(dials.map(({ name, first }) => [name, [[0, first]]]));
  return Object.fromEntries(entrants.map(({ name, dials }) => [name, timelines(dials)]));
}
