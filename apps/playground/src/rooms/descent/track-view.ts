import type { StationaryPoint } from '@thalweg/surfaces';
import type { Lane, Spot } from './lane.ts';
import type { Scene } from './scene.ts';

/** A racer as it is shown: where it is, and how far it has come. */
export interface Standing {
  readonly name: string;
  readonly title: string;
  /** The number of its colour and its mark. */
  readonly colour: number;
  /** Where it was after each step; the lane goes on writing it. */
  readonly track: readonly Spot[];
  readonly spot: Spot;
  readonly failedAt: number | undefined;
  /** From the nearest minimum; `undefined` where there is none. */
  readonly distance: number | undefined;
  /** Examples read so far. */
  readonly examples: number;
}

/** Lanes as they are shown. */
export function standingsOf(scene: Scene, lanes: readonly Lane[]): Standing[] {
  return lanes.map(({ entrant, track, failedAt }) => {
    const spot = track.at(-1)!;
    return {
      name: entrant.name,
      title: entrant.title,
      colour: scene.entrants.indexOf(entrant),
      track,
      spot,
      failedAt,
      distance: distanceTo(scene.minima, spot),
      examples: entrant.examples * (track.length - 1),
    };
  });
}

function distanceTo(minima: readonly StationaryPoint[], [x, y]: Spot): number | undefined {
  return minima.length === 0 ? undefined : Math.min(...minima.map(to => Math.hypot(x - to.x, y - to.y)));
}
