import type { Standing } from './track-view.ts';
import type { Scene } from './scene.ts';

const POINTS = 400;
/** The lowest excess that a logarithmic axis shows. */
const FLOOR = 1e-9;
/** A curve is drawn up to this multiple of the highest first loss, so that one that diverges does not flatten the others. */
const HEADROOM = 100;

/**
 * Returns the steps, followed by a column for each racer: its loss, or the excess over the lowest minimum. What is above
 * `top`, 100 times the highest first loss, is cut off there.
 */
export function lossColumns(
  { minima }: Scene,
  standings: readonly Standing[],
): { readonly columns: (number | null)[][]; readonly top: number } {
  const last = Math.max(0, ...standings.map(({ track }) => track.length - 1));
  const stride = Math.max(1, Math.ceil(last / POINTS));
  const steps = Array.from({ length: Math.ceil(last / stride) }, (_, i) => i * stride).concat(last);
  const lowest = Math.min(...minima.map(({ loss }) => loss));
  const base = minima.length === 0 ? 0 : lowest;
  const top = Math.max(1, ...standings.map(({ track }) => Math.abs(track[0]![2] - base))) * HEADROOM;
  const curve = ({ track }: Standing) =>
    steps.map(step => {
      const loss = track[step]?.[2];
      if (loss === undefined) return null;
      return Math.min(minima.length === 0 ? loss : Math.max(loss - lowest, FLOOR), top);
    });
  return { columns: [steps, ...standings.map(curve)], top };
}

/** Returns the steps for the rows of a table, roughly logarithmic, and the last step. */
export function stepsOfTable(last: number): number[] {
  const steps = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000].filter(step => step < last);
  return [...steps, last];
}
