/** The number of steps: 40 epochs of 500 examples. */
export const STEPS = 20_000;

/** The rate at level 0. */
const FIRST = 0.1;

/** The level at which the rate is that of the lecture’s schedule after the last step. */
const FALLEN = 40;

/** The least and the greatest level; a higher level is a lower rate. */
export const [LEAST, MOST] = [-8, 56] as const;

/** A drawn rate: its levels at places that are evenly spaced on the axis of steps. Between them it is a straight line. */
export type RateLevels = readonly number[];

/** The number of places. */
export const PLACES = 6;

/** The constant rate that the stop begins with. */
export const constantRate: RateLevels = new Array<number>(PLACES).fill(0);

/** The schedule of the lecture, 0.1/(1 + 0.01t), as levels: on these axes it is a straight line. */
export const lectureRate: RateLevels = constantRate.map((_, i) => (FALLEN * i) / (PLACES - 1));

/** Returns the place of a step on the axis, from 0 to 1: nearly linear up to step 100, and logarithmic from there on. */
export function placeOfStep(step: number): number {
  return Math.log1p(step / 100) / Math.log1p(STEPS / 100);
}

/** Returns the step at a place of the axis. */
export function stepAtPlace(place: number): number {
  return Math.round(100 * Math.expm1(place * Math.log1p(STEPS / 100)));
}

/** Returns the learning rate of a level. */
export function rateOfLevel(level: number): number {
  return FIRST * (1 + STEPS / 100) ** (-level / FALLEN);
}

/** Returns the learning rate of a step, counted from 0. */
export function rateAt(levels: RateLevels, step: number): number {
  const at = placeOfStep(step) * (PLACES - 1);
  const before = Math.min(Math.floor(at), PLACES - 2);
  const share = at - before;
  return rateOfLevel((1 - share) * levels[before]! + share * levels[before + 1]!);
}

/** Returns the levels with another one at a place, limited to what can be drawn. */
export function withLevel(levels: RateLevels, place: number, level: number): RateLevels {
  return levels.map((one, i) => (i === place ? Math.min(Math.max(Math.round(level), LEAST), MOST) : one));
}

/** Formats levels for the address: `0,8,16,24,32,40`; empty for the constant rate. */
export function formatLevels(levels: RateLevels): string {
  return levels.every(level => level === 0) ? '' : levels.join(',');
}

/** Parses the output of {@link formatLevels}. Any other text is the constant rate, and levels are limited. */
export function parseLevels(text = ''): RateLevels {
  const levels = text.split(',').map(part => (part.trim() === '' ? NaN : Number(part)));
  if (levels.length !== PLACES || !levels.every(Number.isFinite)) return constantRate;
  return levels.map(level => Math.min(Math.max(Math.round(level), LEAST), MOST));
}
