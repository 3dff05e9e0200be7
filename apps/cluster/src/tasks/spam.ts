import { fromColumns, type Dataset } from '@thalweg/data';
import { input, reshape, sigmoid } from '@thalweg/graph';
import { rocAuc } from '@thalweg/metrics';
import { dense, sigmoidCrossEntropy } from '@thalweg/nn';
import { hashFeatures } from '@thalweg/online';
import { adagrad } from '@thalweg/optim';
import { measure } from '@thalweg/train';
import { from } from 'rxjs';
import { inOrder } from 'spam/mail-order';
import { readMails, type Mail } from 'spam/read-mails';
import type { Task, TaskSettings } from './task.ts';

/** The words of a mail are hashed to so many bits. */
const BITS = 12;
/** The share of the mails that learners do not see. */
const HELD_OUT = 0.2;

/** Real mails, by logistic regression on hashed words. */
export function spamTask({ seed }: TaskSettings): Task {
  const words = input('words', ['batch', 2 ** BITS]);
  const spam = input('spam', ['batch']);
  const logit = words.pipe(dense(1, { seed }), x => reshape(x, ['batch']));
  const read = () => splitMails(inOrder(readMails(), { seed, drift: false }));
  return {
    loss: logit.pipe(sigmoidCrossEntropy(spam)),
    optimizer: () => adagrad({ learningRate: 0.4 }),
    training: async ({ index, count }) => hashed(read().training.filter((_, i) => i % count === index)),
    test: async () => hashed(read().test),
    quality: { name: 'AUC', of: sigmoid(logit).pipe(measure(rocAuc(), spam)) },
  };
}

function splitMails(mails: readonly Mail[]): { readonly training: readonly Mail[]; readonly test: readonly Mail[] } {
  const learned = Math.floor((1 - HELD_OUT) * mails.length);
  return { training: mails.slice(0, learned), test: mails.slice(learned) };
}

/** Returns mails as rows: the sum of the words at each hash, of length 1. */
function hashed(mails: readonly Mail[]): Dataset<object> {
  const width = 2 ** BITS;
  const words = new Float32Array(mails.length * width);
  let row = 0;
  from(mails)
    .pipe(hashFeatures({ bits: BITS, text: ['body'], counts: 'log', unitLength: true }))
    .subscribe(({ 'features.indices': indices, 'features.values': values }) => {
      indices.forEach((index, i) => (words[row * width + index] = values[i]!));
      row++;
    });
  const spam = Float32Array.from(mails, mail => mail.spam);
  return fromColumns({ words: { data: words, shape: [width] }, spam }, { name: 'mails' });
}
