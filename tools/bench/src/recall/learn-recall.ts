import { input } from '@thalweg/graph';
import { gruCell, lruCell, recurrent } from '@thalweg/nn';
import { learn, logisticRegression } from '@thalweg/online';
import { adam } from '@thalweg/optim';
import { allocate, fillUniform, key } from '@thalweg/tensor';
import { wasm } from '@thalweg/wasm';
import { Subject } from 'rxjs';

/** The learner of a run, and what it learns. */
export interface RecallRun {
  readonly task: RecallTask;
  /** The number of events that are learned, once each. */
  readonly events: number;
  /** The units of the layer; a gated cell in place of a linear one if `gated`. */
  readonly units: number;
  readonly gated?: boolean;
  /** The smallest and the largest |λ| of the new cell. */
  readonly ring: readonly [rMin: number, rMax: number];
  /** The largest phase of its λ. */
  readonly maxPhase: number;
  /** The events that the gradient goes back through: all by traces, or the last ones. */
  readonly gradient: 'traces' | number;
  readonly learningRate: number;
}

/** The run that the others vary. */
export const RECALL_RUN: RecallRun = {
  task: { delay: [50, 60], noise: 4 },
  events: 60_000,
  units: 16,
  ring: [0.9, 0.999],
  maxPhase: Math.PI / 10,
  gradient: 'traces',
  learningRate: 3e-3,
};

/** The number of parts of a run, each of which has an accuracy. */
export const PARTS = 10;

/**
 * Learns the task from one stream, an event at a time, and returns the part of right answers in each tenth of the events.
 * Each answer is given before its event is learned; the loss of all other events is zero.
 */
export function learnRecall(run: RecallRun, seed: number): readonly number[] {
  const { task, events } = run;
  const x = input('x', [2 + task.noise]);
  const weight = input('asked', []);
  const model = logisticRegression(layerOf(run, seed)(x), input('symbol', []), { weight });
  const right = new Array<number>(PARTS).fill(0);
  const asked = new Array<number>(PARTS).fill(0);
  const source = new Subject<ReturnType<typeof next>>();
  const next = recallStream(task, seed);
  const learning = learn(model, adam({ learningRate: run.learningRate }), { runner: wasm() });
  const subscription = source.pipe(learning).subscribe(outcome => {
    if (outcome.weight === 0) return;
    const part = Math.floor((PARTS * (outcome.step - 1)) / events);
    asked[part]!++;
    if (outcome.prediction > 0.5 === outcome.target > 0.5) right[part]!++;
  });
  for (let event = 0; event < events; event++) source.next(next());
  subscription.unsubscribe();
  return right.map((count, part) => count / asked[part]!);
}

function layerOf({ units, gated = false, ring: [rMin, rMax], maxPhase, gradient }: RecallRun, seed: number) {
  const how = gradient === 'traces' ? { traces: true } : { truncate: gradient };
  return gated
    ? recurrent(gruCell(units, { seed }), how)
    : recurrent(lruCell(units, { rMin, rMax, maxPhase, seed }), how);
}

/** An event of the task. */
interface RecallEvent {
  /** The symbol, ±1 where it is shown; 1 where it is asked for; and noise. */
  readonly x: Float32Array;
  /** The symbol that was shown last: 0 or 1. */
  readonly symbol: number;
  /** 1 where the symbol is asked for, 0 elsewhere. */
  readonly asked: number;
}

/** The task's numbers. */
interface RecallTask {
  /** The least and the largest number of events from the one that shows a symbol to the one that asks for it. */
  readonly delay: readonly [least: number, most: number];
  /** The number of elements of noise in each event, uniform with variance 1. */
  readonly noise: number;
}

/** Draws this many numbers at a time. */
const BLOCK = 4096;

/**
 * Returns the next event of an endless stream without a beginning or an end of sequences. One event shows a symbol, at least
 * `delay[0]` events of noise follow, then one asks which symbol it was, and the next shows another.
 *
 * - **Source** the delayed recall of Hochreiter and Schmidhuber, "Long Short-Term Memory", 1997, experiment 2, with noise in
 *   place of fixed distractors, and as one stream
 */
export function recallStream({ delay: [least, most], noise }: RecallTask, seed: number): () => RecallEvent {
  const random = uniformNumbers(seed);
  let symbol = 0;
  let left = 0;
  return () => {
    const x = new Float32Array(2 + noise);
    for (let i = 0; i < noise; i++) x[2 + i] = Math.sqrt(12) * (random() - 0.5);
    const asked = left === 1 ? 1 : 0;
    if (left === 0) {
      symbol = random() < 0.5 ? 0 : 1;
      left = least + Math.floor((most - least + 1) * random());
      x[0] = 2 * symbol - 1;
    } else left--;
    x[1] = asked;
    return { x, symbol, asked };
  };
}

function uniformNumbers(seed: number): () => number {
  const block = allocate('float64', BLOCK) as Float64Array;
  let at = BLOCK;
  let blocks = 0;
  return () => {
    if (at === BLOCK) {
      fillUniform(block, key(seed), BLOCK * blocks++);
      at = 0;
    }
    return block[at++]!;
  };
}
