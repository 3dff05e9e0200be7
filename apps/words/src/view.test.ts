import { describe, expect, it } from 'vitest';
import type { Learned, Result, WordsEvent } from './report/words-event.ts';
import { linesOf } from './view.ts';

const learned: Learned = { model: 'gru', steps: 6258, loss: 1.5438987654321, heldOut: 2.214, compared: 2.224, ngrams: { 3: 2.827, 4: 2.352, 5: 2.14 }, seconds: 38.123456789, charactersPerSecond: 84321.987 }; // prettier-ignore
const nothing = { lines: 0, characters: 0, bits: undefined };
const result = (more: Partial<Result>): WordsEvent => ({ kind: 'result', ...learned, typed: nothing, ...more });
const text = 'the whale and the ship '.repeat(11);

const events: WordsEvent[] = [
  { kind: 'start', model: 'gru', training: 1068166, heldOut: 118686, kinds: 80, parameters: 75088, steps: 6258 },
  { kind: 'ngrams', order: 3, bits: 2.8271234567 },
  { kind: 'steps', step: 250, pass: 1, loss: 2.4101234567, bits: 3.4781234567 },
  { kind: 'sample', step: 1000, text },
  { kind: 'heldOut', pass: 1, bits: 2.3721234567, compared: 2.3811234567 },
  { kind: 'learned', ...learned },
  { kind: 'typed', line: 1, text, bits: 2.5, guessed: 0.5, continuation: text.slice(0, 60) },
  result({ typed: { lines: 1, characters: 20, bits: 2.5 } }),
];

/** Returns what people see of an event. */
const shown = (event: WordsEvent, columns = Infinity): string | undefined => linesOf(event, { json: false, columns });

describe('the events of a run', () => {
  it.each([40, 80, 200])('fit into %d columns', columns => {
    const lines = events.flatMap(event => shown(event, columns)!.split('\n'));
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
    expect(lines.join('\n')).not.toMatch(/\d\.\d{4}/);
    // A sample is indented, and its lines end between two words.
    const sample = shown(events[3]!, columns)!.split('\n').filter(line => line !== '');
    for (const line of sample) expect(line).toMatch(/^ {2}…?(the|whale|and|ship)\b.*(the|whale|and|ship|…)$/);
  }); // prettier-ignore

  it('are one line of prose each where there is no terminal', () => {
    expect(shown(events[0]!)).toMatch(/^Moby-Dick: .* 6,258 steps\.$/);
    expect(shown(events[3]!)).toBe(`\n  …${text}…\n`);
  });
});

describe('the end of a run', () => {
  it('tells of typed lines if there could be some', () => {
    expect(shown(result({ typed: { lines: 2, characters: 20, bits: 2.5 } }))).toBe('2 typed lines: 2.500 bits per character');
    expect(shown(result({}))).toBe('Nothing was typed.');
  }); // prettier-ignore

  it('tells the step of one that was stopped before', () => {
    const early = { heldOut: undefined, compared: undefined };
    expect(shown(result({ ...early, steps: 312 }))).toBe('step 312: loss 1.544, 2.227 bits per character');
    expect(shown(result({ ...early, steps: 0, loss: undefined }))).toBeUndefined();
  });
});
