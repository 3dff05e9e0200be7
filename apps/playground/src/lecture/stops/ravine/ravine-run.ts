import { add, mul, parameter, read, square, stack } from '@thalweg/graph';
import { momentum } from '@thalweg/optim';
import { step } from '@thalweg/train';
import { shown } from '../../../page/numbers.ts';
import type { Point } from '../../../rooms/descent/race/point.ts';
import type { Reading } from '../../parts/stop.ts';

/** The learning rate: from 2/100 on, plain descent would not come down the sides. */
export const RATE = 0.018;
const STEPS = 100;

/** A descent in the ravine. */
interface RavineRun {
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

/** The decay that the stop asks for. */
const TARGET = 0.9;

/** Returns what a run says about momentum, compared with plain descent. */
export function ravineReading(decay: number, { crossings, distance }: RavineRun, plain: RavineRun): Reading {
  return {
    what: 'Steps out of 100 that cross the floor',
    before: `${plain.crossings}`,
    now: `${crossings}`,
    sentence: sentenceOf(decay, crossings, shown(distance, 2)),
    isDone: Math.abs(decay - TARGET) < 0.005,
  };
}

function sentenceOf(decay: number, crossings: number, distance: string): string {
  if (decay === 0)
    return `Plain descent crosses the floor in each step. After 100 steps it is still ${distance} from the minimum.`;
  if (decay > 0.95)
    return `The velocity hardly decays, so the descent shoots past the minimum and comes back: ${distance} away after 100 steps.`;
  return `With γ = ${decay}, ${crossings} steps cross the floor, and the descent ends ${distance} from the minimum.`;
}
