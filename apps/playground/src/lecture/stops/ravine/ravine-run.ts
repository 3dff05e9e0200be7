import { add, mul, parameter, read, square, stack } from '@thalweg/graph';
import { momentum } from '@thalweg/optim';
import { step } from '@thalweg/train';
import type { Point } from '../../../rooms/descent/race/point.ts';

/** The learning rate: from 2/100 on, plain descent would not come down the sides. */
export const RATE = 0.018;
const STEPS = 100;

/** A descent in the ravine. */
export interface RavineRun {
  /** The position before the first step and after each. */
  readonly track: readonly Point[];
  /** The number of steps that crossed the floor. */
  readonly crossings: number;
  /** The distance from the minimum at the end. */
  readonly distance: number;
}

/** Descends the ravine from (10, 1) in 100 steps; a decay of 0 is plain descent. */
export function descendRavine(decay: number): RavineRun {
  const [x, y] = [parameter(10), parameter(1)];
  const descend = step(mul(0.5, add(square(x), mul(100, square(y)))), momentum({ learningRate: RATE, decay }));
  const where = stack([x, y]);
  const positionNow = (): Point => read(where).toArray() as unknown as Point;
  const track = [positionNow()];
  for (let i = 0; i < STEPS; i++) {
    descend();
    track.push(positionNow());
  }
  const crossings = track.slice(1).filter(([, y], i) => y * track[i]![1] < 0).length;
  return { track, crossings, distance: Math.hypot(...track[STEPS]!) };
}
