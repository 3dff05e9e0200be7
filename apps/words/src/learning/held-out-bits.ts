import { batch } from '@thalweg/data';
import { input, mul, sum, type Node, type Runner } from '@thalweg/graph';
import { evaluate, total } from '@thalweg/train';
import { map, type Observable } from 'rxjs';
import { scoredWindows } from '../data/windows.ts';
import type { Novel } from '../data/novel.ts';
import { characterLosses, type CharacterModel } from '../models/character-model.ts';
import { COMPARED } from '../ngrams/ngram-bits.ts';

/** The bits per character of a model on the held-out part of a novel. */
export interface HeldOutBits {
  /** On all of it. */
  readonly bits: number;
  /** On the characters that n-grams are measured on. */
  readonly compared: number;
}

/** Options of {@link heldOutBits}. */
export interface HeldOutBitsOptions {
  /** The number of characters that the model reads before those that are scored. */
  readonly context: number;
  /** The number of characters that are scored in a window. */
  readonly scored: number;
  readonly runner: Runner | undefined;
}

/** Measures a model on the held-out part of a novel, with its present parameters. */
export function heldOutBits(novel: Novel, model: CharacterModel, options: HeldOutBitsOptions): Observable<HeldOutBits> {
  const { runner, ...windows } = options;
  const { alphabet, training, heldOut } = novel;
  const [letters, next] = [input('letters', ['batch', 'time'], 'int32'), input('next', ['batch', 'time'], 'int32')];
  const losses = characterLosses(model(letters as Node), next as Node);
  const counted = (name: string) => {
    const counts = input(name, ['batch', 'time']) as Node;
    return { nats: total(sum(mul(losses, counts) as Node)), count: total(sum(counts)) };
  };
  const [scored, compared] = [counted('scored'), counted('compared')];
  const codes = alphabet.codesOf(training.slice(-windows.context - 1) + heldOut);
  const from = codes.length - heldOut.length;
  return scoredWindows(codes, { ...windows, from, compared: COMPARED }).pipe(
    batch(16),
    evaluate(
      {
        nats: scored.nats,
        count: scored.count,
        comparedNats: compared.nats,
        comparedCount: compared.count,
      },
      { runner },
    ),
    map(({ nats, count, comparedNats, comparedCount }) => ({
      bits: nats.item() / count.item() / Math.LN2,
      compared: comparedNats.item() / comparedCount.item() / Math.LN2,
    })),
  );
}
