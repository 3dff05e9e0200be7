import { Worker } from 'node:worker_threads';
import { batch, type Dataset, epochs, map, shuffle } from '@thalweg/data';
import { accuracy } from '@thalweg/metrics';
import { adam, cosineDecay } from '@thalweg/optim';
import { evaluate, measure, train } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { mapInWorkers } from '@thalweg/worker';
import type { MnistDigit } from './mnist.ts';
import { mnistNetwork } from './network.ts';
import { augmented, type Digits, plain, type Prepared } from './prepare.ts';

/** The settings that determine a run. With workers or without, it has the same bits. */
export interface MnistSettings {
  readonly seed: number;
  readonly epochs: number;
  /** False to learn from the digits alone. */
  readonly augment: boolean;
  /** The number of threads that change the digits; 0 for none beside that of the training. */
  readonly workers: number;
}

/** The data of a run. */
export interface Mnist {
  readonly training: Dataset<MnistDigit>;
  readonly test: Dataset<MnistDigit>;
}

/** Returns the training of a network on changed digits: a stream of steps to subscribe to, and a test for afterwards. */
export function learnMnist({ training, test }: Mnist, settings: MnistSettings) {
  const { seed } = settings;
  const { logits, digit, loss } = mnistNetwork(seed);
  const batches = prepared(training.pipe(shuffle({ seed }), batch(64)), settings).pipe(epochs(settings.epochs));
  const steps = batches.length! * settings.epochs;
  const runner = wasm();
  const learn = train(loss, adam({ learningRate: cosineDecay(2e-3, { steps }) }), { runner });
  const measures = { accuracy: logits.pipe(measure(accuracy(), digit)) };
  return {
    steps,
    learn,
    steps$: batches.pipe(learn),
    test$: test.pipe(batch(500), map(plain), evaluate(measures, { runner, parametersOf: learn })),
  };
}

function prepared(rows: Dataset<Digits>, { seed, augment, workers }: MnistSettings): Dataset<Prepared> {
  if (!augment) return rows.pipe(map(plain));
  if (workers === 0) return rows.pipe(map(augmented, { seed }));
  const make = (): Worker => new Worker(new URL('./prepare-worker.ts', import.meta.url));
  return rows.pipe(mapInWorkers<Prepared>(make, { workers, seed }));
}
