import type { Reading } from '../../parts/stop.ts';
import { inLowerValley, LOWER, type MinimaState, RUNS, STEPS } from './minima-run.ts';

/** The strength of the noise that the stop asks for. */
const TARGET = 3;

/** Returns what the runs say about noise, compared with those without noise, if they are over. */
export function minimaReading(
  deviation: number,
  { steps, places }: MinimaState,
  quiet: MinimaState | undefined,
): Reading {
  const lower = inLowerValley(places);
  const isOver = steps === STEPS;
  return {
    what: `Runs out of ${RUNS} that end in the lower valley, at ${LOWER.toFixed(2).replace('-', '−')}: without noise → with it`,
    before: quiet === undefined ? '…' : `${inLowerValley(quiet.places)}`,
    now: `${lower}`,
    sentence: isOver ? sentenceOf(deviation, lower) : 'The runs descend …',
    isDone: isOver && Math.abs(deviation - TARGET) < 0.005,
  };
}

function sentenceOf(deviation: number, lower: number): string {
  if (deviation === 0) return 'Without noise all runs are the same: they end at 0.91, in the valley where they began.';
  if (lower === 0) return 'The noise is too weak: every run stays in the valley where it began.';
  if (lower < RUNS / 2) return `Now ${lower} of ${RUNS} runs cross the hill. The others stay where they began.`;
  if (lower < RUNS)
    return `With this noise ${lower} of ${RUNS} runs cross the hill and end in the lower valley. That is likely here, and never certain.`;
  return `With noise this strong, all ${RUNS} runs end in the lower valley. Others would not have to.`;
}

/** A dot above the place that it stands for. */
export interface StackedDot {
  readonly x: number;
  /** The number of dots below it. */
  readonly level: number;
}

/** Stacks dots at places on a line, so that none lies on another: each at the lowest level where there is room for it. */
export function stackedDots(places: readonly number[], diameter: number): StackedDot[] {
  const ends: number[] = [];
  return [...places]
    .sort((a, b) => a - b)
    .map(x => {
      const free = ends.findIndex(end => x >= end);
      const level = free < 0 ? ends.length : free;
      ends[level] = x + diameter;
      return { x, level };
    });
}
