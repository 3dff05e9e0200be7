import { placeOnAxis } from '../../parts/plot-axis.ts';
import { excessAxis, rateAxis } from './noise-axes.ts';
import { lectureRate, LEAST, MOST, PLACES, placeOfStep, rateOfLevel } from './rate-levels.ts';

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
