import { batch, epochs, fromColumns, shuffle } from 'thalweg/data';
import { input } from 'thalweg/graph';
import { dense, meanSquaredError, tanh } from 'thalweg/nn';
import { adam } from 'thalweg/optim';
import { train } from 'thalweg/train';
import type { ExposedTraining, TrainingContext } from 'thalweg/worker';

export interface Step {
  readonly step: number;
  readonly loss: number;
}

/** The wave that is learned, at 200 places from -1 to 1. */
export const places = Float32Array.from({ length: 200 }, (_, i) => i / 100 - 1);
export const heights = places.map(x => Math.sin(5 * x));

/** The training that runs in the worker, over data of its own. */
export function curveTraining({ running }: TrainingContext<object>): ExposedTraining<Step> {
  const curve = input('x', ['batch', 1]).pipe(dense(32), tanh(), dense(32), tanh(), dense(1));
  const loss = curve.pipe(meanSquaredError(input('y', ['batch', 1])));
  const learningRate = input('learningRate', []);
  learningRate.set(0.003);
  const learn = train(loss, adam({ learningRate }), { running });
  const rows = fromColumns({ x: { data: places, shape: [1] }, y: { data: heights, shape: [1] } });
  const steps = rows.pipe(shuffle({ seed: 1 }), batch(50), epochs(Infinity), learn);
  return { steps, state: { learn }, settings: { learningRate }, predict: curve };
}
