import { input, reshape, slice, type Node, type Runner } from '@thalweg/graph';
import { tensor, uniform, type Key } from '@thalweg/tensor';
import { predictor } from '@thalweg/train';
import type { Alphabet } from '../data/alphabet.ts';
import type { CharacterModel } from '../models/character-model.ts';

/** Options of {@link writer}. */
export interface WriterOptions {
  /** The number of characters that the model reads before each one that it writes. */
  readonly context: number;
  /** Divides the logits: below 1 for likelier characters, above 1 for more surprising ones. */
  readonly temperature: number;
  readonly runner: Runner | undefined;
}

/** Returns the characters with which the model goes on after a text, as many as asked for. The key determines what is drawn. */
export type Writer = (text: string, length: number, key: Key) => string;

/**
 * Returns a function that writes with a model, one character after another. For each it reads the last characters again, so
 * that recurrent models and transformers are used alike.
 */
export function writer(alphabet: Alphabet, model: CharacterModel, options: WriterOptions): Writer {
  const { context, temperature, runner } = options;
  const letters = input('letters', [1, 'time'], 'int32') as Node;
  const last = reshape(slice(model(letters), { axis: 1, from: -1 }) as Node, [alphabet.kinds]);
  const logitsAfter = predictor(last, { runner });
  return (text, length, key) => {
    let written = '';
    for (let at = 0; at < length; at++) {
      const seen = alphabet.codesOf((text + written).slice(-context));
      const { data } = logitsAfter({ letters: tensor(seen, { shape: [1, seen.length] }) });
      written += alphabet.textOf([drawn(data, temperature, uniform(key, at))]);
    }
    return written;
  };
}

/** Returns the class in which a number from 0 to 1 falls, if each takes its probability of that range. */
function drawn(logits: ArrayLike<number>, temperature: number, at: number): number {
  const most = Math.max(...Array.from(logits));
  const weights = Array.from(logits, logit => Math.exp((logit - most) / temperature));
  let left = at * weights.reduce((sum, weight) => sum + weight, 0);
  const found = weights.findIndex(weight => (left -= weight) < 0);
  return found < 0 ? weights.length - 1 : found;
}
