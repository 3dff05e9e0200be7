import type { StationaryPoint } from '@thalweg/miniatures/surfaces';
import type { Lane, Spot } from './lane.ts';
import type { Scene } from './scene.ts';

/** The position and the progress of a racer, as they are shown. */
export interface Standing {
  readonly name: string;
  readonly title: string;
  /** The number of its colour and its mark. */
  readonly colour: number;
  /** The position after each step. The lane continues to append to it. */
  readonly track: readonly Spot[];
  /** The milliseconds of computing up to each step. */
  readonly times: readonly number[];
  readonly spot: Spot;
  readonly failedAt: number | undefined;
  /** The distance to the nearest minimum; `undefined` if there is none. */
  readonly distance: number | undefined;
  /** The number of examples that a step reads. */
  readonly examplesOfStep: number;
  /** The number of examples read so far. */
  readonly examples: number;
}

/** Returns the standings of the lanes. */
export function standingsOf(scene: Scene, lanes: readonly Lane[]): Standing[] {
  return lanes.map(({ entrant, track, times, failedAt }) => {
    const spot = track.at(-1)!;
    return {
      name: entrant.name,
      title: entrant.title,
      colour: scene.entrants.indexOf(entrant),
      track,
      times,
      spot,
      failedAt,
      distance: distanceTo(scene.minima, spot),
      examplesOfStep: entrant.examples,
      examples: entrant.examples * (track.length - 1),
    };
  });
}

function distanceTo(minima: readonly StationaryPoint[], [x, y]: Spot): number | undefined {
  return minima.length === 0 ? undefined : Math.min(...minima.map(to => Math.hypot(x - to.x, y - to.y)));
}
