import { input } from '@thalweg/graph';
import { gruCell, lruCell, recurrent } from '@thalweg/nn';
import { learn, logisticRegression } from '@thalweg/online';
import { adam } from '@thalweg/optim';
import { wasm } from '@thalweg/wasm';
import { Subject } from 'rxjs';
import { recallStream, type RecallTask } from './recall-stream.ts';

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
