import { add, constant, input, mul, parameter, read, square, sub, sum, type Node } from '@thalweg/graph';
import { inverseTimeDecay, sgd } from '@thalweg/optim';
import { fillNormal, key } from '@thalweg/tensor';
import { step } from '@thalweg/train';

/** The number of runs, each with noise of its own. */
export const RUNS = 20;

/** The number of steps of each run. */
export const STEPS = 2000;

/** The lowest place of the objective. */
export const LOWER = -1.07;

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
