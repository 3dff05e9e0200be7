import { batch, epochs, sample, shuffle } from '@thalweg/data';
import { input } from '@thalweg/graph';
import { accuracy, confusionMatrix } from '@thalweg/metrics';
import { dense, heNormal, relu, softmaxCrossEntropy } from '@thalweg/nn';
import { evaluate, measure, train } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import type { Digits } from './data/split-digits.ts';
import { optimizerOf } from './optimizers.ts';
import type { LearningSettings, NetworkSettings } from './settings.ts';

/** Builds a network that classifies handwritten digits, and its loss on labelled digits. */
export function digitNetwork({ hidden, seed }: NetworkSettings) {
  const image = input('image', ['batch', 784]);
  const digit = input('digit', ['batch'], 'int32');
  const logits = image.pipe(dense(hidden, { seed, weight: heNormal }), relu(), dense(10, { seed, weight: heNormal }));
  return { image, digit, logits, loss: logits.pipe(softmaxCrossEntropy(digit)) };
}

/** Returns the training of such a network: a stream of steps to subscribe to, and a test for afterwards. */
export function learnDigits(digits: Digits, settings: LearningSettings, network = digitNetwork(settings)) {
  const { seed, running, products, native, whenNotFinite } = settings;
  const { logits, digit, loss } = network;

  const records = settings.withReplacement ? sample({ seed, withReplacement: true }) : shuffle({ seed });
  const batches = digits.training.pipe(records, batch(settings.batch), epochs(settings.epochs));
  const steps = batches.length! * settings.epochs;
  const runner = settings.runner === 'wasm' ? wasm({ fallback: true, products, native }) : undefined;
  const learn = train(loss, optimizerOf(settings, steps), { runner, running, whenNotFinite });

  return {
    steps,
    learn,
    steps$: batches.pipe(learn),
    test$: digits.test.pipe(
      batch(500),
      evaluate(
        {
          loss,
          accuracy: logits.pipe(measure(accuracy(), digit)),
          confusion: logits.pipe(measure(confusionMatrix({ classes: 10 }), digit)),
        },
        { runner, parametersOf: learn },
      ),
    ),
  };
}
