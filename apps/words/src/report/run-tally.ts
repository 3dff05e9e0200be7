import { parametersOf } from '@thalweg/graph';
import { sizeOf, type Sizes } from '@thalweg/tensor';
import type { HeldOutBits } from '../learning/held-out-bits.ts';
import type { WordsPipeline } from '../pipeline.ts';
import type { Settings } from '../settings.ts';
import type { Learned, Result, Start, WordsEvent } from './words-event.ts';

/** Adds up the reports of a run. */
export interface RunTally {
  start(): Start;
  count(event: WordsEvent): void;
  /** Returns the result on the novel. */
  learned(measured: HeldOutBits): Learned;
  result(): Result;
}

/** Returns the tally of a run, whose time begins now. */
export function runTally({ novel, training }: WordsPipeline, { model, streams, window }: Settings): RunTally {
  const { steps, learn } = training;
  const began = performance.now();
  const stepsBefore = learn.progress.last?.step ?? 0;
  const ngrams: Record<string, number> = {};
  const typed = { lines: 0, characters: 0, bits: 0 };
  let learned: Learned | undefined;
  const reached = (): Omit<Learned, 'heldOut' | 'compared'> => {
    const { step = 0, loss } = learn.progress.last ?? {};
    const seconds = (performance.now() - began) / 1000;
    const charactersPerSecond = ((step - stepsBefore) * streams * window) / seconds;
    return { model, steps: step, loss, ngrams, seconds, charactersPerSecond };
  };
  return {
    start: () => ({
      model,
      training: novel.training.length,
      heldOut: novel.heldOut.length,
      kinds: novel.alphabet.kinds,
      parameters: parametersOf(learn.progress.loss).reduce((sum, { shape }) => sum + sizeOf(shape as Sizes), 0),
      steps,
    }),
    count: event => {
      if (event.kind === 'ngrams') ngrams[event.order] = event.bits;
      if (event.kind !== 'typed') return;
      typed.lines++;
      typed.characters += event.text.length;
      typed.bits += event.text.length * event.bits;
    },
    learned: ({ bits: heldOut, compared }) => (learned = { ...reached(), heldOut, compared }),
    result: () => ({
      ...(learned ?? { ...reached(), heldOut: undefined, compared: undefined }),
      typed: { ...typed, bits: typed.lines === 0 ? undefined : typed.bits / typed.characters },
    }),
  };
}
