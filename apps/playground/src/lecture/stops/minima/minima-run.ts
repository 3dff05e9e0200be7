import { add, constant, input, mul, type Node, parameter, read, square, sub, sum } from '@thalweg/graph';
import { inverseTimeDecay, sgd } from '@thalweg/optim';
import { fillNormal, key } from '@thalweg/tensor';
import { step } from '@thalweg/train';
import type { Reading } from '../../parts/stop.ts';

/** The number of runs, each with noise of its own. */
export const RUNS = 20;

/** The number of steps of each run. */
const STEPS = 2000;

/** The lowest place of the objective. */
const LOWER = -1.07;

const START = 1;

/** All runs after a number of steps. */
export interface MinimaState {
  readonly steps: number;
  /** The position of each run. */
  readonly places: readonly number[];
}

/** The objective, with two valleys: J = (x² − 1)² + 0.6x. */
export function objective(x: Node): Node {
  return add(square(sub(square(x), 1)), mul(0.6, x));
}

/** Returns the height of the objective at each place. */
export function heightsAt(places: readonly number[]): number[] {
  return read(objective(constant([...places], { dtype: 'float64' }))).toArray() as number[];
}

/**
 * Descends from 1 in 20 runs at once, and returns where they are at the start and after each step. The examples tilt the
 * objective to one side or the other, by a normal random number with the given deviation.
 */
export function* descendWithNoise(deviation: number): Generator<MinimaState, void> {
  const x = parameter(new Array<number>(RUNS).fill(START));
  const pull = input('pull', [RUNS]);
  const tilted = sum(add(objective(x), mul(pull, x))) as Node<readonly []>;
  const descend = step(tilted, sgd({ learningRate: inverseTimeDecay(0.1, { decay: 0.005 }) }));
  const noise = Array.from({ length: RUNS }, (_, seed) => fillNormal(new Float64Array(STEPS), key(seed)));
  const stateAfter = (steps: number): MinimaState => ({ steps, places: read(x).toArray() });
  yield stateAfter(0);
  for (let i = 0; i < STEPS; i++) {
    descend({ pull: noise.map(one => deviation * one[i]!) });
    yield stateAfter(i + 1);
  }
}

/** Returns the number of runs that are in the lower valley’s lowest part. */
export function inLowerValley(places: readonly number[]): number {
  return places.filter(x => Math.abs(x - LOWER) < 0.25).length;
}

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
