import type { Reading } from '../../parts/stop.ts';
import { EXAMPLES, HUNDRED, type RareState } from './rare-run.ts';

/** Returns what both optimizers know about the rare feature. */
export function rareReading({ seen, learned: [sgd, adagrad] }: RareState): Reading {
  const [slow, fast] = [sgd!.errors[1]!.toFixed(2), adagrad!.errors[1]!.toFixed(2)];
  const times = Math.floor((seen + HUNDRED / 2 - 1) / HUNDRED);
  return {
    what: 'Error of the rare weight: with SGD → with Adagrad',
    before: slow,
    now: fast,
    sentence: seen % HUNDRED === 0 ? sentenceOf(times, { slow, fast }) : `Learning from example ${times}01 on …`,
    isDone: seen === EXAMPLES,
  };
}

function sentenceOf(times: number, { slow, fast }: { readonly slow: string; readonly fast: string }): string {
  if (times === 0) return 'Nothing is learned yet: both weights are 0.';
  if (times === 1)
    return `One example with the rare feature: Adagrad’s first step for it is large, its rate is still η. SGD moves it by a fiftieth of the way.`;
  if (times < EXAMPLES / HUNDRED)
    return `After ${times} of its examples, the rare weight is off by ${slow} with SGD, and by ${fast} with Adagrad.`;
  return `After 1,000 examples, 10 of them with the rare feature, SGD has hardly begun with its weight: it is off by ${slow}. With Adagrad it is off by ${fast}.`;
}
