import type { Reading } from '../../stop.ts';
import type { NoiseRun } from './noise-run.ts';
import { rateOfLevel, STEPS, type RateLevels } from './rate-levels.ts';

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
