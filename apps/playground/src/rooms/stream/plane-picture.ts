import { conceptAt } from './concept.ts';
import type { Drift } from './drift.ts';
import type { Weights } from './reactions/reaction.ts';
import type { StreamView } from './run.ts';

/** The length of 1 in the picture’s own units: the points lie from −1 to 1. */
export const HALF = 100;
/** The margin around the points. */
export const MARGIN = 6;

/** A dot of the picture. */
export interface Dot {
  readonly id: number;
  readonly x: number;
  readonly y: number;
  readonly label: number;
  /** True while the label has not come. */
  readonly waits: boolean;
}

/** A line through the picture. */
export interface Line {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** Returns the last events as dots. */
export function dotsOf({ history, learned }: StreamView): Dot[] {
  const known = learned?.id ?? 0;
  return history.recent.map(({ id, x: [x, y], label }) => ({
    id,
    x: HALF * x,
    y: -HALF * y,
    label,
    waits: id > known,
  }));
}

/** Returns the boundary of a model, where it predicts 0.5, within the picture; undefined if it does not cross it. */
export function boundaryOf([a, b, c]: Weights): Line | undefined {
  const ends = [...[-1, 1].map(x => [x, -(a * x + c) / b]), ...[-1, 1].map(y => [-(b * y + c) / a, y])].filter(
    ([x, y]) => Math.abs(x!) <= 1 && Math.abs(y!) <= 1,
  );
  const from = ends[0];
  if (from === undefined) return undefined;
  // Of the ends in corners two are the same.
  const to = ends.toSorted((one, other) => distance(from, other) - distance(from, one))[0]!;
  return { x1: HALF * from[0]!, y1: -HALF * from[1]!, x2: HALF * to[0]!, y2: -HALF * to[1]! };
}

/** Returns the true boundaries of the next event: one, or two while one takes over from the other. */
export function truthsOf(drifts: readonly Drift[], event: number): (Line & { readonly share: number })[] {
  const { angle, next, share } = conceptAt(drifts, event + 1);
  const truths =
    next === undefined
      ? [{ angle, share: 1 }]
      : [
          { angle, share: 1 - share },
          { angle: next, share },
        ];
  return truths.map(({ angle, share }) => {
    const radians = (angle * Math.PI) / 180;
    return { ...boundaryOf([Math.cos(radians), Math.sin(radians), 0])!, share };
  });
}

function distance(one: readonly number[], other: readonly number[]): number {
  return Math.hypot(one[0]! - other[0]!, one[1]! - other[1]!);
}
