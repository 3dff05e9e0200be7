import type { Place, Plan } from './training/plan.ts';
import type { Point, TrainingEvent, TrainingStatus } from './training/training-event.ts';

/** The state of a training, as the room shows it. */
export interface DigitsState extends TrainingStatus {
  /** The number of test digits; undefined until the digits are loaded. */
  readonly tests: number | undefined;
  /** The reason why the network is not compiled, if it is not. */
  readonly interpreted: string | undefined;
  /** The measurements of each branch, in the order of steps. */
  readonly points: readonly (readonly Point[])[];
  /** The last measurement of the training that is shown. */
  readonly latest: Point | undefined;
  /** The place where the loss was no longer finite, while the training rests there. */
  readonly diverged: Place | undefined;
  /** The error that ended the training. */
  readonly failure: string | undefined;
}

/** Returns the state of a room that has just been opened. */
export function firstState(plan: Plan): DigitsState {
  return {
    plan,
    activity: 'opening',
    restoring: undefined,
    loss: undefined,
    examplesPerSecond: 0,
    tests: undefined,
    interpreted: undefined,
    points: [],
    latest: undefined,
    diverged: undefined,
    failure: undefined,
  };
}

/** Returns the state after an event. */
export function stateAfter(state: DigitsState, event: TrainingEvent): DigitsState {
  if (event.kind === 'ready') return { ...state, tests: event.tests, interpreted: event.interpreted };
  if (event.kind === 'failed') return { ...state, failure: event.message, activity: 'resting' };
  if (event.kind === 'diverged') return { ...state, diverged: event.place };
  if (event.kind === 'point') {
    const { kind: _, ...point } = event;
    const latest = state.activity === 'restoring' ? state.latest : point;
    return { ...state, points: withPoint(state.points, point), latest };
  }
  if (event.kind !== 'plan') return state;
  const { kind: _, ...standing } = event;
  const { place } = standing.plan;
  const isThere = state.diverged?.branch === place.branch && state.diverged.step === place.step;
  return { ...state, ...standing, diverged: isThere ? state.diverged : undefined };
}

/** Inserts a measurement into its branch, replacing an older one at the same step. */
function withPoint(points: DigitsState['points'], point: Point): DigitsState['points'] {
  const branch = points[point.branch] ?? [];
  const before = branch.findLastIndex(({ step }) => step <= point.step);
  const isSame = branch[before]?.step === point.step;
  const changed = branch.toSpliced(isSame ? before : before + 1, isSame ? 1 : 0, point);
  return Array.from({ length: Math.max(points.length, point.branch + 1) }, (_, i) =>
    i === point.branch ? changed : (points[i] ?? []),
  );
}

/** A network that has just begun may say one digit of many images, too. */
const SOON = 100;

/** The share of test digits that are predicted as the same digit. A tenth is right. */
const MOST = 0.8;

/** Returns true if a network that has trained for a while predicts the same digit for most images. */
export function isStuck(point: Pick<Point, 'step' | 'confusion'> | undefined): boolean {
  if (point === undefined || point.step < SOON) return false;
  const predicted = Array.from({ length: 10 }, (_, digit) => sum(point.confusion.filter((_, at) => at % 10 === digit)));
  return Math.max(...predicted) > MOST * sum(point.confusion);
}

function sum(counts: Int32Array): number {
  return counts.reduce((total, count) => total + count, 0);
}

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
