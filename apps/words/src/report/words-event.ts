import { foldIn, key } from '@thalweg/tensor';
import type { StepRecord } from '@thalweg/train';
import { concatMap, defer, map, type OperatorFunction } from 'rxjs';
import type { Settings } from '../data/settings.ts';
import type { HeldOutBits } from '../learning/held-out-bits.ts';
import type { TypedLine } from '../learning/learn-typed.ts';
import type { Writer } from '../learning/writer.ts';
import type { NGramBits } from '../ngrams/ngram-bits.ts';

/** A report of a run, while it goes on. */
export type WordsEvent =
  | ({ readonly kind: 'ngrams' } & NGramBits)
  | ({ readonly kind: 'start' } & Start)
  | ({ readonly kind: 'steps' } & Steps)
  | { readonly kind: 'sample'; readonly step: number; readonly text: string }
  | ({ readonly kind: 'heldOut'; readonly pass: number } & HeldOutBits)
  | ({ readonly kind: 'learned' } & Learned)
  | ({ readonly kind: 'typed'; readonly continuation: string } & TypedLine)
  | ({ readonly kind: 'result' } & Result);

/** The beginning of a run. */
export interface Start {
  readonly model: string;
  /** The number of characters in the training part and in the held-out part. */
  readonly training: number;
  readonly heldOut: number;
  /** The number of different characters. */
  readonly kinds: number;
  /** The numbers that the model learns. */
  readonly parameters: number;
  /** The number of steps. */
  readonly steps: number;
}

/** The steps since the last report. */
interface Steps {
  /** The last step, and its pass over the text; both are counted from 1. */
  readonly step: number;
  readonly pass: number;
  /** The mean loss in nats, and in bits per character. */
  readonly loss: number;
  readonly bits: number;
}

/** The result of a run on the novel. */
export interface Learned {
  readonly model: string;
  /** The number of steps, including those before a resumption. */
  readonly steps: number;
  /** The loss of the last step, in nats. */
  readonly loss: number | undefined;
  /** The bits per character on the held-out tenth; undefined in a run that was stopped before the end of the novel. */
  readonly heldOut: number | undefined;
  /** The same on the characters that n-grams are measured on. */
  readonly compared: number | undefined;
  /** The bits per character of n-grams on these characters, by their order. */
  readonly ngrams: Readonly<Record<string, number>>;
  /** The time of this run until then, with measurements and samples. */
  readonly seconds: number;
  /** The characters that the model learned in a second of that time. */
  readonly charactersPerSecond: number;
}

/** The result of a run. */
export interface Result extends Learned {
  /** The lines that were typed in this run, with their number of characters and their bits per character. */
  readonly typed: { readonly lines: number; readonly characters: number; readonly bits: number | undefined };
}

/** A step of the training on the novel. */
export type NovelStep = StepRecord<Record<never, never>, HeldOutBits>;

/** Options of {@link stepEvents}. */
interface StepEventsOptions extends Pick<Settings, 'showEvery' | 'sample' | 'sampleEvery' | 'seed'> {
  readonly write: Writer;
  /** The text that samples go on from. */
  readonly start: string;
}

/** Reports steps on the novel: mean losses, samples of what the model writes, and its bits on the held-out part. */
export function stepEvents(options: StepEventsOptions): OperatorFunction<NovelStep, WordsEvent> {
  const { showEvery, sample, sampleEvery, seed, write, start } = options;
  const samples = foldIn(key(seed), 'samples');
  return steps$ =>
    defer(() => {
      let [sum, count] = [0, 0];
      return steps$.pipe(
        concatMap(({ step, epoch: pass, loss, validation }) => {
          const events: WordsEvent[] = [];
          sum += loss;
          count++;
          if (step % showEvery === 0) {
            events.push({ kind: 'steps', step, pass, loss: sum / count, bits: sum / count / Math.LN2 });
            [sum, count] = [0, 0];
          }
          if (step % sampleEvery === 0)
            events.push({ kind: 'sample', step, text: write(start, sample, foldIn(samples, step)) });
          if (validation !== undefined) events.push({ kind: 'heldOut', pass, ...validation });
          return events;
        }),
      );
    });
}

/** The number of characters with which the model goes on after a line. */
const CONTINUED = 60;

/** Options of {@link typedEvents}. */
interface TypedEventsOptions extends Pick<Settings, 'seed'> {
  readonly write: Writer;
  /** The text before the first line. */
  readonly start: string;
}

/** Reports typed lines, and how the model goes on after each. */
export function typedEvents({ seed, write, start }: TypedEventsOptions): OperatorFunction<TypedLine, WordsEvent> {
  const continuations = foldIn(key(seed), 'continuations');
  return lines$ =>
    defer(() => {
      let before = start;
      return lines$.pipe(
        map(({ line, text, bits, guessed }): WordsEvent => {
          before = (before + text).slice(-start.length);
          return {
            kind: 'typed',
            line,
            text,
            bits,
            guessed,
            continuation: write(before, CONTINUED, foldIn(continuations, line)),
          };
        }),
      );
    });
}
