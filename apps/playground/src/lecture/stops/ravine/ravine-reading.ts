import { shown } from '../../../page/numbers.ts';
import type { Reading } from '../../parts/stop.ts';
import type { RavineRun } from './ravine-run.ts';

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
