import type { HeldOutBits } from '../learning/held-out-bits.ts';
import type { TypedLine } from '../learning/learn-typed.ts';
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
