import { batch, fromIterable, map, type Dataset } from '@thalweg/data';
import { add, input, mean, mul, parameter, square, sub } from '@thalweg/graph';
import { adam } from '@thalweg/optim';
import { train, type StepRecord } from '@thalweg/train';
import { BehaviorSubject, NEVER } from 'rxjs';
import type { ExposedTraining, TrainingContext } from '../inside/exposed-training.ts';

/** A record of a line with some noise. */
export interface Sample {
  readonly x: number;
  readonly y: number;
}

/** Options of the build, given as `initial`. */
export interface LineOptions {
  readonly size?: number;
  /** Throws in the build. */
  readonly broken?: boolean;
  /** Fails outside of the training, as a defect of a script would, whenever this record arrives. */
  readonly deadlyRecord?: number;
}

/** Builds the training of a line by batches: a model of two parameters, with the memory of Adam. */
export function line({ records, initial }: TrainingContext<Sample>): ExposedTraining<StepRecord> {
  const { size = 8, broken = false, deadlyRecord = -1 } = (initial ?? {}) as LineOptions;
  if (broken) throw new Error('no line');
  const x = input('x', ['batch']);
  const prediction = add(mul(x, parameter(0, { name: 'slope' })), parameter(0, { name: 'offset' }));
  const loss = mean(square(sub(prediction, input('y', ['batch']))));
  const learningRate = new BehaviorSubject(0.01);
  const learn = train(loss, adam({ learningRate }));
  let count = 0;
  const mayDie = map((sample: Sample) => {
    if (count++ === deadlyRecord) setImmediate(fail);
    return sample;
  });
  return {
    steps: records.pipe(mayDie, batch(size), learn),
    state: { learn },
    settings: { learningRate },
    predict: prediction,
    metrics: { rate: learningRate },
  };
}

/** Returns the n-th record. */
export function sampleAt(n: number): Sample {
  const x = Math.sin(n * 12.9898) * 2;
  return { x, y: 3 * x - 1 + Math.sin(n * 78.233) / 10 };
}

/** Returns the first records as a dataset. */
export function samples(count: number): Dataset<Sample> {
  return fromIterable(Array.from({ length: count }, (_, n) => sampleAt(n)));
}

/** Returns the training of some records in this thread. */
export function lineHere(records: Dataset<Sample>, options?: LineOptions): ExposedTraining<StepRecord> {
  return line({ records, initial: options, running: NEVER });
}

function fail(): never {
  throw new RangeError('a defect of the script');
}
