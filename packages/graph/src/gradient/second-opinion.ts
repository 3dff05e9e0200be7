/**
 * The result of comparing an analytic derivative with a numerical one. It is `unclear` where there is nothing to agree with: at a
 * kink or a jump, where the loss has no finite value, or if differences are too inexact.
 */
export type Verdict = 'right' | 'wrong' | 'unclear';

/** A verdict, with the better numerical derivative if there is one. */
export interface Opinion {
  readonly verdict: Verdict;
  readonly numeric?: number;
}

/** The first distance, as a share of x or of 1. */
const FIRST = 1e-2;

/** An element's loss as a function of it, its value, and the derivative to judge. */
interface Question {
  readonly f: (x: number) => number;
  readonly x: number;
  readonly analytic: number;
  readonly tolerance: number;
}

/** Judges a derivative that one difference did not confirm, by slopes at many distances, from both sides. */
export function secondOpinion(question: Question): Opinion {
  const { x, analytic } = question;
  if (Number.isNaN(analytic)) return { verdict: 'wrong' };
  const far = judge(question, FIRST * Math.max(1, Math.abs(x)));
  if (far.verdict === 'right' || x === 0 || Math.abs(x) > 1) return far;
  // The loss may change on the scale of x, as its logarithm does.
  const near = judge(question, Math.abs(x) / 2);
  return near.verdict === 'right' || far.verdict === 'wrong' ? near : far;
}

function judge({ f, x, analytic, tolerance }: Question, first: number): Opinion {
  const both = extrapolatedSlope(f, x, first, BOTH);
  const [left, right] = [extrapolatedSlope(f, x, first, LEFT), extrapolatedSlope(f, x, first, RIGHT)];
  const room = tolerance * Math.max(1, Math.abs(analytic));
  const agrees = ({ value, uncertainty }: Slope): boolean => Math.abs(analytic - value) <= room + uncertainty;
  const isClear = ({ uncertainty }: Slope): boolean => uncertainty <= room;
  if (left.diverges || right.diverges) return { verdict: isVertical(analytic, left, right) ? 'unclear' : 'wrong' };
  // On one side of x there is no loss, or none that is finite; or on both.
  const sides = [left, right].filter(({ value }) => !Number.isNaN(value));
  if (sides.length < 2) return { verdict: sides.every(agrees) ? 'unclear' : 'wrong' };
  if (!Number.isFinite(analytic)) return { verdict: 'wrong' };
  if (isKink(left, right, room)) return { verdict: isBetween(analytic, left, right, room) ? 'unclear' : 'wrong' };
  if (isClear(both)) return { verdict: agrees(both) ? 'right' : 'wrong', numeric: both.value };
  return { verdict: agrees(both) ? 'unclear' : 'wrong' };
}

/** True if an infinite derivative has the sign of slopes that grow without bound. */
function isVertical(analytic: number, left: Slope, right: Slope): boolean {
  const slope = right.diverges ? right.value : left.value;
  return Math.abs(analytic) === Infinity && Math.sign(analytic) === Math.sign(slope);
}

/** True if the slopes of both sides differ by more than they may be off. */
function isKink(left: Slope, right: Slope, room: number): boolean {
  return Math.abs(right.value - left.value) > room + 2 * (left.uncertainty + right.uncertainty);
}

/** True if a derivative lies between the slopes of both sides: each of those is one of a kink. */
function isBetween(analytic: number, left: Slope, right: Slope, room: number): boolean {
  const [least, most] = [Math.min(left.value, right.value), Math.max(left.value, right.value)];
  const off = room + left.uncertainty + right.uncertainty;
  return analytic >= least - off && analytic <= most + off;
}

/** The slope of a function at distance 0, and how far it may be off. */
interface Slope {
  readonly value: number;
  readonly uncertainty: number;
  /** True if the slopes grow without bound as the distance falls, as those of a root at 0 do. */
  readonly diverges: boolean;
}

/** Each distance is a quarter of the one before. */
const SHRINK = 4;

/** The number of distances: the last is 4⁻¹², some 6e-8, of the first. */
const COUNT = 13;

/** Rounding of a loss, in units of its own: it takes many operations. */
const ROUNDINGS = 8;

/** The places of the two values in a difference, as signs of the distance. */
type Side = readonly [low: -1 | 0, high: 0 | 1];

/** (f(x+h) − f(x−h))/2h, (f(x+h) − f(x))/h and (f(x) − f(x−h))/h. */
const BOTH: Side = [-1, 1];

const RIGHT: Side = [0, 1];

const LEFT: Side = [-1, 0];

/**
 * Extrapolates the slopes of a function at shrinking distances from x to distance 0. The uncertainty is the difference
 * between the best extrapolations, and the rounding of the function.
 *
 * - **Source** Ridders, "Accurate computation of F'(x) and F'(x)F''(x)", 1982, as in Press et al., "Numerical Recipes",
 *   3rd ed., §5.7
 */
function extrapolatedSlope(f: (x: number) => number, x: number, first: number, [low, high]: Side): Slope {
  // The error is a series in h² if both sides are used, and else in h.
  const base = low !== 0 && high !== 0 ? SHRINK ** 2 : SHRINK;
  const slopes: number[] = [];
  let [value, uncertainty] = [NaN, Infinity];
  let former: number[] = [];
  for (let i = 0, h = first; i < COUNT; i++, h /= SHRINK) {
    const [a, b] = [x + low * h, x + high * h];
    const [below, above] = [f(a), f(b)];
    const rounding = (ROUNDINGS * Number.EPSILON * (Math.abs(below) + Math.abs(above))) / (b - a);
    const row = [(above - below) / (b - a)];
    slopes.push(row[0]!);
    former.forEach((coarse, j) => {
      const factor = base ** (j + 1);
      const next = (row[j]! * factor - coarse) / (factor - 1);
      const difference = Math.max(Math.abs(next - row[j]!), Math.abs(next - coarse)) + rounding;
      if (difference < uncertainty) [value, uncertainty] = [next, difference];
      row.push(next);
    });
    former = row;
  }
  return { value, uncertainty, diverges: grows(slopes) };
}

function grows(slopes: readonly number[]): boolean {
  return [1, 2, 3].every(back => Math.abs(slopes.at(-back)!) > 1.5 * Math.abs(slopes.at(-back - 1)!));
}
