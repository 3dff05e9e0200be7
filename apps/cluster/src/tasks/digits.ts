import { shard } from '@thalweg/data';
import { accuracy } from '@thalweg/metrics';
import { adam, cosineDecay } from '@thalweg/optim';
import { measure } from '@thalweg/train';
import { digitNetwork } from 'digits/pipeline';
import { readDigits } from 'digits/read-digits';
import { splitDigits } from 'digits/split-digits';
import type { Task, TaskSettings } from './task.ts';

/** Handwritten digits, by a network with a hidden layer of 128 units. */
export function digitsTask({ seed }: TaskSettings): Task {
  const { logits, digit, loss } = digitNetwork({ hidden: 128, seed });
  const read = async () => splitDigits(readDigits(), seed);
  return {
    loss,
    optimizer: steps => adam({ learningRate: cosineDecay(2e-3, { steps }) }),
    training: async ({ index, count }) => (await read()).training.pipe(shard(index, count)),
    test: async () => (await read()).test,
    quality: { name: 'accuracy', of: logits.pipe(measure(accuracy(), digit)) },
  };
}
