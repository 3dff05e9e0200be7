import type { Novel } from '../data/novel.ts';

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

/** Returns the probability of the character at a position of a text, given those before it. */
type NGrams = (text: string, at: number) => number;

/** The characters that followed a context. */
interface Followers {
  /** The number of times that each followed. */
  readonly counts: Map<string, number>;
  total: number;
}

/**
 * Counts all sequences of at most `order` characters of a text. A probability is interpolated with that of the shorter context,
 * `(count(h, c) + kinds(h) · p(c | h′)) / (total(h) + kinds(h))`, where `kinds(h)` is the number of characters that ever followed
 * the context `h`. The shortest context is interpolated with the same probability for each character of the alphabet.
 *
 * - **Source** Witten and Bell, "The Zero-Frequency Problem", 1991, method C; Chen and Goodman, "An Empirical Study of
 *   Smoothing Techniques for Language Modeling", 1999, §2.4
 */
export function wittenBell(text: string, { order, kinds }: { readonly order: number; readonly kinds: number }): NGrams {
  const contexts = Array.from({ length: order }, (_, length) => followersOf(text, length));
  return (of, at) => {
    let probability = 1 / kinds;
    for (let length = 0; length < Math.min(order, at + 1); length++) {
      const followers = contexts[length]!.get(of.slice(at - length, at));
      if (followers === undefined) break;
      const { counts, total } = followers;
      probability = ((counts.get(of[at]!) ?? 0) + counts.size * probability) / (total + counts.size);
    }
    return probability;
  };
}

/** The characters that followed each context of a length. */
function followersOf(text: string, length: number): Map<string, Followers> {
  const contexts = new Map<string, Followers>();
  for (let at = length; at < text.length; at++) {
    const context = text.slice(at - length, at);
    let followers = contexts.get(context);
    if (followers === undefined) contexts.set(context, (followers = { counts: new Map(), total: 0 }));
    followers.counts.set(text[at]!, (followers.counts.get(text[at]!) ?? 0) + 1);
    followers.total++;
  }
  return contexts;
}
