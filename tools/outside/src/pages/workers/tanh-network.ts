import { batch } from '@thalweg/data';
import { input } from '@thalweg/graph';
import { dense, meanSquaredError, tanh } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { train, type StepRecord } from '@thalweg/train';
import type { ExposedTraining, TrainingContext } from '@thalweg/worker';
import { BehaviorSubject } from 'rxjs';

/** A point of a curve. */
export interface Point {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** Builds the training of a curve by batches of eight points. */
export function tanhNetwork({ records }: TrainingContext<Point>): ExposedTraining<StepRecord> {
  const prediction = input('x', ['batch', 1]).pipe(dense(16), tanh(), dense(1));
  const loss = prediction.pipe(meanSquaredError(input('y', ['batch', 1])));
  const learningRate = new BehaviorSubject(0.01);
  const learn = train(loss, adam({ learningRate }));
  return {
    steps: records.pipe(batch(8), learn),
    state: { learn },
    settings: { learningRate },
    predict: prediction,
  };
}

/** Returns the n-th point. */
export function pointAt(n: number): Point {
  const x = ((n * 7919) % 1009) / 1009;
  return { x: new Float32Array([x]), y: new Float32Array([4 * x * (1 - x)]) };
}
