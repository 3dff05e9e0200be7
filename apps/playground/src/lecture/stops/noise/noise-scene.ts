import { powerText } from '../../parts/numbers.ts';
import { placeOnAxis, type PlotAxis } from '../../parts/plot.ts';
import type { Reading } from '../../parts/stop.ts';
import type { NoiseRun } from './noise-run.ts';
import { LEAST, lectureRate, MOST, placeOfStep, PLACES, type RateLevels, rateOfLevel, STEPS } from './rate-levels.ts';

/** The axis of the learning rate. */
export const rateAxis: PlotAxis = {
  title: 'learning rate η',
  from: rateOfLevel(MOST),
  to: rateOfLevel(LEAST),
  logarithmic: true,
  ticks: [0.0001, 0.001, 0.01, 0.1],
  text: String,
};

/** The axis of J above its least value. */
export const excessAxis: PlotAxis = {
  title: 'J above its least value',
  from: 1e-6,
  to: 2,
  logarithmic: true,
  ticks: [1e-6, 1e-4, 0.01, 1],
  text: powerText,
};

/** The steps that are written along the axis. */
export const stepTicks = [0, 100, 1000, 5000, 20_000] as const;

/** The height of the whole picture in pixels. */
export const HEIGHT = 330;

/** The upper and lower edge of both plots. */
const RATE = { top: 22, bottom: 150 } as const;

const EXCESS = { top: 188, bottom: 292 } as const;

const [LEFT, RIGHT] = [54, 20] as const;

/** A level this near to the lecture’s schedule is drawn on it. */
const NEAR = 2;

/** The places of things in the picture, in pixels, for a width. */
export interface NoiseLayout {
  readonly left: number;
  readonly right: number;
  readonly rate: { readonly top: number; readonly bottom: number };
  readonly excess: { readonly top: number; readonly bottom: number };
  readonly xOfStep: (step: number) => number;
  readonly xOfPoint: (place: number) => number;
  readonly yOfRate: (rate: number) => number;
  readonly yOfExcess: (excess: number) => number;
  /** Returns the point of the curve that is nearest to a pixel, and the level there. */
  readonly pointAt: (x: number, y: number) => { readonly place: number; readonly level: number };
}

/** Returns the layout of the picture for a width. */
export function noiseLayout(width: number): NoiseLayout {
  const right = width - RIGHT;
  const xOfShare = (share: number): number => LEFT + share * (right - LEFT);
  const yIn = ({ top, bottom }: { readonly top: number; readonly bottom: number }, share: number): number =>
    bottom - share * (bottom - top);
  return {
    left: LEFT,
    right,
    rate: RATE,
    excess: EXCESS,
    xOfStep: step => xOfShare(placeOfStep(step)),
    xOfPoint: place => xOfShare(place / (PLACES - 1)),
    yOfRate: rate => yIn(RATE, placeOnAxis(rateAxis, rate)),
    yOfExcess: excess => yIn(EXCESS, placeOnAxis(excessAxis, excess)),
    pointAt(x, y) {
      const place = Math.min(Math.max(Math.round(((x - LEFT) / (right - LEFT)) * (PLACES - 1)), 0), PLACES - 1);
      const share = Math.min(Math.max((y - RATE.top) / (RATE.bottom - RATE.top), 0), 1);
      const level = Math.round(LEAST + share * (MOST - LEAST));
      const aim = [0, lectureRate[place]!].find(one => Math.abs(one - level) <= NEAR);
      return { place, level: aim ?? level };
    },
  };
}

/** Returns the path of a drawn rate. */
export function ratePath({ xOfPoint, yOfRate }: NoiseLayout, levels: readonly number[]): string {
  return `M${levels.map((level, i) => `${xOfPoint(i)} ${yOfRate(rateOfLevel(level))}`).join('L')}`;
}

/** Returns the path of J above its least value. */
export function excessPath({ xOfStep, yOfExcess }: NoiseLayout, curve: readonly (readonly [number, number])[]): string {
  return `M${curve.map(([step, excess]) => `${xOfStep(step).toFixed(1)} ${yOfExcess(excess).toFixed(1)}`).join('L')}`;
}

/** The levels that a page key moves a point by. */
const PAGE = 8;

/** Returns the level of a point of the curve after a key; `undefined` for keys that do not move it. */
export function levelByKey(level: number, key: string): number | undefined {
  switch (key) {
    case 'ArrowUp':
    case 'ArrowRight':
      return level - 1;
    case 'ArrowDown':
    case 'ArrowLeft':
      return level + 1;
    case 'PageUp':
      return level - PAGE;
    case 'PageDown':
      return level + PAGE;
    case 'Home':
      return MOST;
    case 'End':
      return LEAST;
    default:
      return undefined;
  }
}

/** Above this, the line has not arrived. */
const FAR = 0.02;

/** A rate that falls ends at less than this share of its first value. */
const FALLEN = 1 / 10;

/** Returns what a run with a drawn rate says, compared with the run at a constant rate. */
export function noiseReading(levels: RateLevels, run: NoiseRun | undefined, constant: NoiseRun | undefined): Reading {
  const isOver = run?.steps === STEPS && constant?.steps === STEPS;
  const falls = rateOfLevel(levels.at(-1)!) < FALLEN * rateOfLevel(levels[0]!);
  return {
    what: 'J above its least value after 20,000 steps: constant rate → your rate',
    before: textOf(constant),
    now: textOf(run),
    sentence: isOver ? sentenceOf(levels, falls, run.excess, constant.excess) : 'Going through the examples …',
    isDone: isOver && falls && run.excess < constant.excess / 20,
  };
}

const textOf = (run: NoiseRun | undefined): string => (run?.steps === STEPS ? run.excess.toFixed(5) : '…');

function sentenceOf(levels: RateLevels, falls: boolean, excess: number, constant: number): string {
  const above = `J is ${excess.toFixed(5)} above its least value`;
  if (levels.every(level => level === 0))
    return `At the constant rate of 0.1 the noise never ends: ${above} at the end, and it goes up and down.`;
  if (excess > FAR) return `The steps died out too early: ${above}, and the line has not arrived.`;
  if (excess >= constant / 2)
    return falls
      ? `The rate fell too early, before the line had arrived: ${above}. Let it stay high for longer.`
      : `The last steps are still long, so the noise is still large: ${above}.`;
  if (!falls)
    return `A small rate from the start is less noisy, but it arrives later: ${above}. Let it begin high, and fall.`;
  const times = Math.round(constant / excess);
  return `The steps die out, and the noise with them, but late enough to arrive first: ${above}, ${times} times less.`;
}
