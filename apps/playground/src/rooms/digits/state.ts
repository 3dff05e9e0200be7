import type { News, Point, Standing } from './training/messages.ts';
import type { Place, Plan } from './training/plan.ts';

/** What the room shows of a training. */
export interface DigitsState extends Standing {
  /** How many test digits there are; nothing until the digits are loaded. */
  readonly tests: number | undefined;
  /** Why nothing is compiled, where that is so. */
  readonly interpreted: string | undefined;
  /** What was measured, by branch, in the order of steps. */
  readonly points: readonly (readonly Point[])[];
  /** What was measured last. */
  readonly latest: Point | undefined;
  /** Where the loss left the range of numbers, while the training rests there. */
  readonly diverged: Place | undefined;
  /** Why it cannot go on. */
  readonly failure: string | undefined;
}

/** A room that has just been opened. */
export function firstState(plan: Plan): DigitsState {
  return {
    plan,
    activity: 'opening',
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

/** The state after some news. */
export function told(state: DigitsState, news: News): DigitsState {
  if (news.kind === 'ready') return { ...state, tests: news.tests, interpreted: news.interpreted };
  if (news.kind === 'failed') return { ...state, failure: news.message, activity: 'resting' };
  if (news.kind === 'diverged') return { ...state, diverged: news.place };
  if (news.kind === 'point') {
    const { kind: _, ...point } = news;
    return { ...state, points: withPoint(state.points, point), latest: point };
  }
  if (news.kind !== 'plan') return state;
  const { kind: _, ...standing } = news;
  const { place } = standing.plan;
  const isThere = state.diverged?.branch === place.branch && state.diverged.step === place.step;
  return { ...state, ...standing, diverged: isThere ? state.diverged : undefined };
}

/** A point takes its place in its branch, and that of an older one at the same step. */
function withPoint(points: DigitsState['points'], point: Point): DigitsState['points'] {
  const branch = points[point.branch] ?? [];
  const before = branch.findLastIndex(({ step }) => step <= point.step);
  const isSame = branch[before]?.step === point.step;
  const changed = branch.toSpliced(isSame ? before : before + 1, isSame ? 1 : 0, point);
  return Array.from({ length: Math.max(points.length, point.branch + 1) }, (_, i) =>
    i === point.branch ? changed : (points[i] ?? []),
  );
}
