import { batch, filter, map, type Dataset } from '@thalweg/data';
import { input, mean, mul, parameter, square, sub } from '@thalweg/graph';
import { adam } from '@thalweg/optim';
import { tensor } from '@thalweg/tensor';
import { train, type Savable, type StepRecord } from '@thalweg/train';
import type { ExposedTraining, TrainingContext } from '../inside/exposed-training.ts';
import type { Sample } from './line.ts';

/** The build of a training behind a feature that moves with every record, and a count of how often its state was saved. */
export interface ScaledLine {
  readonly build: (context: TrainingContext<Sample>) => ExposedTraining<StepRecord>;
  readonly saves: () => number;
}

/** Options of {@link scaledLine}. */
export interface ScaledLineOptions {
  /** Records that the feature counts and no batch gets. */
  readonly leaves?: (sample: Sample) => boolean;
  /** The data of a training that has its own. */
  readonly own?: Dataset<Sample>;
}

/** Scales by the mean of all records so far, then trains a line in batches of eight and drops an incomplete one. */
export function scaledLine({ leaves = () => false, own }: ScaledLineOptions = {}): ScaledLine {
  let saved = 0;
  const build = ({ records, running }: TrainingContext<Sample>): ExposedTraining<StepRecord> => {
    let [count, sum] = [0, 0];
    const scale: Savable = {
      save: () => (saved++, { tensors: { sum: tensor(Float64Array.of(sum)) }, values: { count } }),
      prepare:
        ({ tensors, values }) =>
        () =>
          void ([count, sum] = [values['count'] as number, tensors['sum']!.data[0]!]),
    };
    const scaled = map(({ x, y }: Sample) => ((sum += Math.abs(x)), { x: x / ((1 + sum) / ++count), y }));
    const w = parameter(0, { name: 'slope' });
    const loss = mean(square(sub(mul(w, input('x', ['batch'])), input('y', ['batch']))));
    const learn = train(loss, adam({ learningRate: 0.01 }), own && { running });
    const kept = filter((sample: Sample) => !leaves(sample));
    return {
      steps: (own ?? records).pipe(scaled, kept, batch(8, { dropRemainder: true }), learn),
      state: { learn, scale },
    };
  };
  return { build, saves: () => saved };
}
