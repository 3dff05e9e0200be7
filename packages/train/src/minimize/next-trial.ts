import type { LinePoint } from './line-point.ts';

/** The part of a line in which a minimum is searched. */
export interface Bracket {
  /** The end with the least value so far. */
  readonly best: LinePoint;
  /** The other end: the same as `best` while there is none. */
  readonly other: LinePoint;
  /** True if a minimum is known to be between the ends. */
  readonly closed: boolean;
}

/** The limits of the next trial. */
export interface Limits {
  readonly least: number;
  readonly most: number;
}

/** The share of a bracket that a trial may cross towards its other end. */
const SHARE = 0.66;

/**
 * Returns the bracket that a trial leaves, and where to try next: by the cubic and the parabola through the values and the
 * slopes, whichever is safer.
 *
 * - **Source** Moré and Thuente, "Line Search Algorithms with Guaranteed Sufficient Decrease", 1994, §4, cases 1 to 4
 */
export function nextTrial(bracket: Bracket, trial: LinePoint, limits: Limits): { bracket: Bracket; at: number } {
  const { best } = bracket;
  const turns = Math.sign(trial.slope) * Math.sign(best.slope) < 0;
  if (trial.value > best.value)
    return { bracket: { best, other: trial, closed: true }, at: betweenHigher(best, trial) };
  if (turns) return { bracket: { best: trial, other: best, closed: true }, at: betweenTurning(best, trial) };
  const at =
    Math.abs(trial.slope) < Math.abs(best.slope)
      ? beyondFlatter(bracket, trial, limits)
      : beyondSteeper(bracket, trial, limits);
  return { bracket: { ...bracket, best: trial }, at };
}

/** The trial is higher: the minimum lies between, and the cubic is trusted where it stays closer to the lower end. */
function betweenHigher(best: LinePoint, trial: LinePoint): number {
  const width = trial.at - best.at;
  const cubic = cubicMinimum(best, trial).at;
  const parabola = best.at + (best.slope / ((best.value - trial.value) / width + best.slope) / 2) * width;
  return Math.abs(cubic - best.at) < Math.abs(parabola - best.at) ? cubic : cubic + (parabola - cubic) / 2;
}

/** The trial is lower and its slope has turned: the minimum lies between. */
function betweenTurning(best: LinePoint, trial: LinePoint): number {
  return farther(trial, cubicMinimum(trial, best).at, secantMinimum(trial, best));
}

/** The trial is lower and flatter: the minimum is further on, and the cubic may have none there. */
function beyondFlatter({ best, other, closed }: Bracket, trial: LinePoint, { least, most }: Limits): number {
  const { ratio, root, at } = cubicMinimum(trial, best);
  const ahead = trial.at > best.at;
  const cubic = ratio < 0 && root !== 0 ? at : ahead ? most : least;
  const secant = secantMinimum(trial, best);
  if (!closed) return Math.min(most, Math.max(least, farther(trial, cubic, secant)));
  const far = trial.at + SHARE * (other.at - trial.at);
  const near = farther(trial, cubic, secant) === cubic ? secant : cubic;
  return ahead ? Math.min(far, near) : Math.max(far, near);
}

/** The trial is lower and no flatter: the minimum is further on, towards the other end if there is one. */
function beyondSteeper({ best, other, closed }: Bracket, trial: LinePoint, { least, most }: Limits): number {
  if (closed) return cubicMinimum(trial, other).at;
  return trial.at > best.at ? most : least;
}

/** Returns the one of two places that is farther from a point; the second if they are equally far. */
function farther({ at }: LinePoint, a: number, b: number): number {
  return Math.abs(a - at) > Math.abs(b - at) ? a : b;
}

/** The step at which the slope would be 0 if it were linear. */
function secantMinimum(near: LinePoint, far: LinePoint): number {
  return near.at + (near.slope / (near.slope - far.slope)) * (far.at - near.at);
}

/** The minimum of the cubic through two points, and its share of the way from `near` to `far`. */
function cubicMinimum(near: LinePoint, far: LinePoint): { at: number; ratio: number; root: number } {
  const theta = (3 * (far.value - near.value)) / (near.at - far.at) + near.slope + far.slope;
  const scale = Math.max(Math.abs(theta), Math.abs(near.slope), Math.abs(far.slope));
  const square = (theta / scale) ** 2 - (near.slope / scale) * (far.slope / scale);
  const root = Math.sign(far.at - near.at) * scale * Math.sqrt(Math.max(0, square));
  const ratio = (root - near.slope + theta) / (root - near.slope + root + far.slope);
  return { at: near.at + ratio * (far.at - near.at), ratio, root };
}
