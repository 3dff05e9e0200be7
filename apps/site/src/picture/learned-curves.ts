import { batch, epochs, fromColumns, shuffle } from '@thalweg/data';
import { input } from '@thalweg/graph';
import { dense, meanSquaredError, tanh } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { predictor, train } from '@thalweg/train';
import { filter, lastValueFrom, map, toArray } from 'rxjs';

/** The steps after which the picture shows the curve. */
const SHOWN: readonly number[] = [1, 10, 20, 30, 40, 50, 60, 80, 100, 120, 150, 200, 250, 300, 400, 500, 700, 1000];

/** The curve of a network after a step. */
export interface LearnedCurve {
  readonly step: number;
  readonly loss: number;
  /** Its values at `-1, -0.95, …, 1`. */
  readonly ys: readonly number[];
}

/** Trains the ten lines of the README, and returns the curve after some of its steps. */
export function learnedCurves(): Promise<LearnedCurve[]> {
  const xs = Array.from({ length: 200 }, (_, i) => i / 100 - 1);
  const points = fromColumns({ x: { data: xs, shape: [1] }, y: { data: xs.map(x => Math.sin(3 * x)), shape: [1] } });
  const curve = input('x', ['batch', 1]).pipe(dense(16), tanh(), dense(1));
  const loss = curve.pipe(meanSquaredError(input('y', ['batch', 1])));
  const learn = train(loss, adam({ learningRate: 0.01 }));
  const curveAt = predictor(curve);
  const places = Array.from({ length: 41 }, (_, i) => [i / 20 - 1]);
  return lastValueFrom(
    points.pipe(
      shuffle({ seed: 1 }),
      batch(20),
      epochs(100),
      learn,
      filter(({ step }) => SHOWN.includes(step)),
      map(({ step, loss }) => ({ step, loss, ys: [...curveAt({ x: places }).data] })),
      toArray(),
    ),
  );
}
