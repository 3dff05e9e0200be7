import { fittedTable } from '@thalweg/programs/fitted-table';
import { wrappedText } from '@thalweg/programs/wrapped-text';
import { foldIn, key } from '@thalweg/tensor';
import type { StepRecord } from '@thalweg/train';
import { concatMap, defer, map, type OperatorFunction } from 'rxjs';
import type { Settings } from '../data/settings.ts';
import type { HeldOutBits } from '../learning/held-out-bits.ts';
import type { TypedLine } from '../learning/learn-typed.ts';
import type { Writer } from '../learning/writer.ts';
import { COMPARED, type NGramBits } from '../ngrams/ngram-bits.ts';

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

/** Options for formatting events. */
export interface EventFormat {
  readonly json: boolean;
  /** The columns that a line may have. */
  readonly columns: number;
}

/** Formats an event of a run: text for people, or a line of JSON. Undefined for an event that tells people nothing. */
export function linesOf(event: WordsEvent, { json, columns }: EventFormat): string | undefined {
  if (json) return JSON.stringify(event);
  if (event.kind === 'learned') return learnedTable(event, columns);
  if (event.kind === 'sample') return `\n${written(event.text, columns)}\n`;
  const text = sentenceOf(event);
  const sentence = text && wrappedText(text, { columns });
  return event.kind === 'typed' ? `${sentence}\n${written(event.continuation, columns)}` : sentence;
}

function sentenceOf(event: Exclude<WordsEvent, { kind: 'learned' | 'sample' }>): string | undefined {
  switch (event.kind) {
    case 'start': {
      const { model, training, heldOut, kinds, parameters, steps } = event;
      return `Moby-Dick: ${count(training)} characters to learn, ${count(heldOut)} held out, ${kinds} kinds. A ${model} with ${count(parameters)} parameters, ${count(steps)} steps.`;
    }
    case 'ngrams':
      return `${event.order}-grams: ${bitsText(event.bits)} per held-out character`;
    case 'steps':
      return `step ${event.step}, pass ${event.pass}: loss ${event.loss.toFixed(3)}, ${bitsText(event.bits)} per character`;
    case 'heldOut':
      return `pass ${event.pass}: ${bitsText(event.bits)} per held-out character, ${bitsText(event.compared)} on those of the n-grams`;
    case 'typed':
      return `line ${event.line}: ${bitsText(event.bits)} per character, ${Math.round(100 * event.guessed)} % guessed`;
    case 'result':
      return endOf(event);
  }
}

/** Returns the figures that a run reached: of typed lines or, if it was stopped before any could be typed, of the novel. */
function endOf({ typed: { lines, bits }, heldOut, steps, loss }: Result): string | undefined {
  if (bits !== undefined) return `${count(lines)} typed ${lines === 1 ? 'line' : 'lines'}: ${bitsText(bits)} per character`;
  if (heldOut !== undefined) return 'Nothing was typed.';
  return loss === undefined ? undefined : `step ${steps}: loss ${loss.toFixed(3)}, ${bitsText(loss / Math.LN2)} per character`;
} // prettier-ignore

/** A text that the model wrote. */
function written(text: string, columns: number): string {
  return wrappedText(`…${text}…`, { columns, indent: '  ' });
}

function learnedTable(learned: Learned, columns: number): string {
  const { model, heldOut, compared, ngrams, steps, seconds, charactersPerSecond } = learned;
  const rows = [
    ...Object.entries(ngrams).map(([order, bits]) => [`${order}-grams`, '', bits.toFixed(3)]),
    [model, heldOut?.toFixed(3) ?? '–', compared?.toFixed(3) ?? '–'],
  ];
  const table = fittedTable(
    { head: ['bits per character', 'held-out tenth', `first ${count(COMPARED)}`], rows },
    columns,
  );
  const speed = `${count(steps)} steps in ${seconds.toFixed(1)} s, ${count(Math.round(charactersPerSecond))} characters/s`;
  return `${table}\n\n${wrappedText(speed, { columns })}`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function bitsText(bits: number): string {
  return `${bits.toFixed(3)} bits`;
}
