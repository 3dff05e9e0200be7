import { fittedTable } from '@thalweg/programs/fitted-table';
import { wrappedText } from '@thalweg/programs/wrapped-text';
import { COMPARED } from './ngrams/ngram-bits.ts';
import type { Learned, Result, WordsEvent } from './report/words-event.ts';

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
