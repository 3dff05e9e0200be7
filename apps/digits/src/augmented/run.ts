import { Worker } from 'node:worker_threads';
import { batch, type Dataset, epochs, map, shuffle } from '@thalweg/data';
import { accuracy } from '@thalweg/metrics';
import { adam, cosineDecay } from '@thalweg/optim';
import { evaluate, measure, train } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { mapInWorkers } from '@thalweg/worker';
import type { MnistDigit } from './mnist.ts';
import { mnistNetwork } from './network.ts';
import { augmented, plain } from './prepare.ts';

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
  const rows = training.pipe(shuffle({ seed }), batch(64));
  const batches = rows.pipe(prepared(settings), epochs(settings.epochs));
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

function prepared({ seed, augment, workers }: MnistSettings) {
  if (!augment) return map(plain);
  if (workers === 0) return map(augmented, { seed });
  return mapInWorkers<Parameters<typeof augmented>[0], ReturnType<typeof augmented>>(
    () => new Worker(new URL('./prepare-worker.ts', import.meta.url)),
    { workers, seed },
  );
}
