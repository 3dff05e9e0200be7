import type { Progress } from './race/settings.ts';
import type { Scene } from './race/scene.ts';
import type { Standing } from './race/track-view.ts';

const POINTS = 400;
/** The lowest excess that a logarithmic axis shows. */
const FLOOR = 1e-9;
/** A curve is drawn up to this multiple of the highest first loss, so that one that diverges does not flatten the others. */
const HEADROOM = 100;

/** The part of a standing that losses are read from. */
type Losses = Pick<Standing, 'track' | 'times' | 'examplesOfStep'>;

/**
 * Returns the places on the axis, followed by a column for each racer: its loss there, or the excess over the lowest
 * minimum; null where it has none. What is above `top`, 100 times the highest first loss, is cut off there.
 */
export function lossColumns(
  { minima }: Pick<Scene, 'minima'>,
  standings: readonly Losses[],
  by: Progress = 'step',
): { readonly columns: (number | null)[][]; readonly top: number } {
  const lowest = Math.min(...minima.map(({ loss }) => loss));
  const base = minima.length === 0 ? 0 : lowest;
  const top = Math.max(1, ...standings.map(({ track }) => Math.abs(track[0]![2] - base))) * HEADROOM;
  const last = Math.max(0, ...standings.map(({ track }) => track.length - 1));
  const curves = standings.map(standing => {
    // By steps all have the same places; else each has its own.
    const steps = spreadSteps(by === 'step' ? last : standing.track.length - 1).filter(step => step in standing.track);
    return new Map(
      steps.map(step => {
        const loss = standing.track[step]![2];
        return [
          placeOf(standing, step, by),
          Math.min(minima.length === 0 ? loss : Math.max(loss - lowest, FLOOR), top),
        ];
      }),
    );
  });
  const places = [...new Set(curves.flatMap(curve => [...curve.keys()]))].sort((a, b) => a - b);
  return { columns: [places, ...curves.map(curve => places.map(place => curve.get(place) ?? null))], top };
}

/** Returns the place of a racer's step on the axis. */
function placeOf({ times, examplesOfStep }: Losses, step: number, by: Progress): number {
  if (by === 'step') return step;
  return by === 'examples' ? step * examplesOfStep : times[step]!;
}

/** Returns at most {@link POINTS} steps up to the last one. */
function spreadSteps(last: number): number[] {
  const stride = Math.max(1, Math.ceil(last / POINTS));
  return Array.from({ length: Math.ceil(last / stride) }, (_, i) => i * stride).concat(last);
}

/** Returns the steps for the rows of a table, roughly logarithmic, and the last step. */
export function stepsOfTable(last: number): number[] {
  const steps = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000].filter(step => step < last);
  return [...steps, last];
}
