import type { Novel } from '../data/split-novel.ts';
import { wittenBell } from './witten-bell.ts';

/** The number of held-out characters, from the first one on, that models are compared on. */
export const COMPARED = 30_000;

/** The bits per character of n-grams on the held-out characters that models are compared on. */
export interface NGramBits {
  /** The number of characters in the longest sequence that is counted. */
  readonly order: number;
  readonly bits: number;
}

/** Counts the sequences of the training part, and measures them on the held-out part. */
export function ngramBits({ alphabet, training, heldOut }: Novel, order: number): NGramBits {
  const probability = wittenBell(training, { order, kinds: alphabet.kinds });
  const text = heldOut.slice(0, COMPARED);
  let bits = 0;
  for (let at = 0; at < text.length; at++) bits -= Math.log2(probability(text, at));
  return { order, bits: bits / text.length };
}
