import Table from 'cli-table3';
import { COMPARED } from './ngrams/ngram-bits.ts';
import type { Learned, WordsEvent } from './report/words-event.ts';

/** Formats an event of a run: text for people, or a line of JSON. */
export function linesOf(event: WordsEvent, json: boolean): string {
  if (json) return JSON.stringify(event);
  switch (event.kind) {
    case 'start': {
      const { model, training, heldOut, kinds, parameters, steps } = event;
      return `Moby-Dick: ${count(training)} characters to learn, ${count(heldOut)} held out, ${kinds} kinds. A ${model} with ${count(parameters)} parameters, ${count(steps)} steps.`;
    }
    case 'ngrams':
      return `${event.order}-grams: ${bitsText(event.bits)} per held-out character`;
    case 'steps':
      return `step ${event.step}, pass ${event.pass}: loss ${event.loss.toFixed(3)}, ${bitsText(event.bits)} per character`;
    case 'sample':
      return `\n  …${event.text}…\n`;
    case 'heldOut':
      return `pass ${event.pass}: ${bitsText(event.bits)} per held-out character, ${bitsText(event.compared)} on those of the n-grams`;
    case 'typed':
      return `line ${event.line}: ${bitsText(event.bits)} per character, ${Math.round(100 * event.guessed)} % guessed\n  …${event.continuation}…`;
    case 'learned':
      return learnedTable(event);
    case 'result': {
      const { lines, bits } = event.typed;
      return bits === undefined
        ? 'Nothing was typed.'
        : `${count(lines)} typed ${lines === 1 ? 'line' : 'lines'}: ${bitsText(bits)} per character`;
    }
  }
}

function learnedTable({ model, heldOut, compared, ngrams, steps, seconds, charactersPerSecond }: Learned): string {
  const table = new Table({
    style: { head: [], border: [], compact: true },
    head: ['bits per character', 'held-out tenth', `first ${count(COMPARED)}`],
  });
  for (const [order, bits] of Object.entries(ngrams)) table.push([`${order}-grams`, '', bits.toFixed(3)]);
  table.push([model, heldOut?.toFixed(3) ?? '–', compared?.toFixed(3) ?? '–']);
  const speed = `${count(Math.round(charactersPerSecond))} characters/s`;
  return `${table.toString()}\n\n${count(steps)} steps in ${seconds.toFixed(1)} s, ${speed}`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function bitsText(bits: number): string {
  return `${bits.toFixed(3)} bits`;
}
