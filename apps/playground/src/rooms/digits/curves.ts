import type { DigitsState } from './state.ts';
import type { Point } from './training/training-event.ts';

/** Returns the columns of a chart: the steps, and a curve for each branch that begins where it leaves its parent. */
export function curvesOf(
  { points, plan }: Pick<DigitsState, 'points' | 'plan'>,
  valueOf: (point: Point) => number | undefined,
): (number | null)[][] {
  const curves = plan.branches.map(({ parent, choices }, branch) => {
    const start = choices[0].step;
    const before = parent === undefined ? undefined : points[parent]?.findLast(({ step }) => step <= start);
    const own = points[branch] ?? [];
    const drawn = before === undefined ? own : [before, ...own];
    return new Map(drawn.map(point => [point.step, valueOf(point)]));
  });
  const steps = [...new Set(curves.flatMap(curve => [...curve.keys()]))].sort((a, b) => a - b);
  return [steps, ...curves.map(curve => interpolated(steps, curve))];
}

/** Returns a curve’s values at the steps, interpolated linearly where only other curves have points. */
function interpolated(steps: readonly number[], curve: ReadonlyMap<number, number | undefined>): (number | null)[] {
  const known = [...curve].filter((pair): pair is [number, number] => Number.isFinite(pair[1]));
  let next = 0;
  return steps.map(step => {
    while (next < known.length && known[next]![0] < step) next++;
    const [after, before] = [known[next], known[next - 1]];
    if (after === undefined) return null;
    if (after[0] === step) return after[1];
    if (before === undefined) return null;
    return before[1] + ((after[1] - before[1]) * (step - before[0])) / (after[0] - before[0]);
  });
}

/** Formats a share as a percentage with the given number of decimals. */
export function percent(share: number, places = 2): string {
  return `${(100 * share).toFixed(places)} %`;
}
