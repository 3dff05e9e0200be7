// A program that measures the speed from the text of mails to updated weights, and prints the result as JSON.
import { hashFeatures, tokens } from '@thalweg/online';
import { from } from 'rxjs';
import { readMails } from '../data/read-mails.ts';
import { learnerOf } from '../learner.ts';
import type { Settings } from '../settings.ts';

/** The output of the program. */
export interface TextSpeed {
  /** Million words per second, for each pass over the mails. */
  readonly words: readonly number[];
  /** Million features per second: each word of a mail counts once. */
  readonly features: readonly number[];
}

const BITS = 18;
const mails = readMails();
let words = 0;
from(mails)
  .pipe(tokens('body'))
  .subscribe(({ body }) => (words += body.length));

const { learn: learnMails } = learnerOf({
  bits: BITS,
  optimizer: 'adagrad',
  reaction: 'none',
  runner: 'wasm',
} as Settings);
const hash = hashFeatures({ bits: BITS, text: ['body'], counts: 'log', unitLength: true });

const speed: { words: number[]; features: number[] } = { words: [], features: [] };
for (let pass = 0; pass < 10; pass++) {
  let features = 0;
  const began = performance.now();
  from(mails).pipe(hash, learnMails).subscribe();
  const microseconds = (performance.now() - began) * 1000;
  from(mails)
    .pipe(hash)
    .subscribe(mail => (features += mail['features.indices'].length));
  speed.words.push(words / microseconds);
  speed.features.push(features / microseconds);
}
console.log(JSON.stringify(speed satisfies TextSpeed));
