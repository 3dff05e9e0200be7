import { existsSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { answerOf } from '@thalweg/programs/answer-of';
import { lastValueFrom, NEVER, Subject, take, tap, toArray } from 'rxjs';
import { describe, expect, it, test } from 'vitest';
import { readSettings } from './data/settings.ts';
import { spansOf } from './models/character-model.ts';
import { type Learned, linesOf, type Result, type WordsEvent } from './report/words-event.ts';
import { typedLines, wordsRun } from './run.ts';

const SMALL = [
  '--characters',
  '2000',
  '--units',
  '2',
  '--embeddings',
  '2',
  '--streams',
  '2',
  '--runner',
  'interpreter',
];

it('a run that is stopped without --save writes nothing, and tells its last step', async () => {
  const stop$ = new Subject<void>();
  const { events$, end } = wordsRun(readSettings([...SMALL, '--show-every', '1']), { lines$: NEVER, stop$ });
  const step2$ = events$.pipe(tap(event => event.kind === 'steps' && event.step === 2 && stop$.next()));
  const events = await lastValueFrom(step2$.pipe(toArray()));
  expect(end()).toEqual({ stopped: true, saved: false });
  expect(linesOf(events.at(-1)!, { json: false, columns: 80 })).toMatch(/^step 2: loss \d\.\d{3}, \d\.\d{3} bits/);
  expect(existsSync('runs/words.safetensors')).toBe(false);
});

describe('the command line', () => {
  it.each([
    [['--model', 'gur'], "argument 'gur' is invalid. Did you mean 'gru'?"],
    [['--runner', 'wasn'], "Did you mean 'wasm'?"],
    [['--passes', '0'], 'It must be a whole number of at least 1.'],
    [['--window', '1'], 'It must be a whole number of at least 2.'],
    [['--characters', '10'], 'It must be a whole number of at least 1000.'],
    [['--temperature', '0'], 'It must be a positive number, such as 0.7.'],
    [['--model', 'lru', '--embeddings', '8'], '--embeddings is for --model gru, got --model lru.'],
    [['--unit', '8'], "unknown option '--unit'"],
    [['--resume', 'nowhere'], 'the file must exist and be readable'],
  ])('refuses %j', (options, message) => {
    const { code, err } = answerOf(readSettings, ...options);
    expect(code).toBe(1);
    expect(err).toContain(message);
  });

  it('helps, with the defaults of each model and examples', () => {
    const { code, out } = answerOf(readSettings, '--help');
    expect(code).toBe(0);
    for (const text of ['gru 0.004', 'transformer 0.002', 'npm run words -- --model transformer'])
      expect(out.replace(/\s+/g, ' ')).toContain(text);
  });

  it('lets samples read at most a sixtieth of the characters that steps learn', () => {
    // To read one at a time takes almost three times as long as to learn one in a batch: a twentieth of the time.
    const settings = readSettings([]);
    const { sample, sampleEvery, streams, window } = settings;
    expect(sample * spansOf(settings).context).toBeLessThanOrEqual((sampleEvery * streams * window) / 60);
  });
});

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

test('lines come one by one, and the last one without its end', async () => {
  const stream = new PassThrough();
  stream.write('one\ntw');
  stream.end('o\r\nthree');
  expect(await lastValueFrom(typedLines(stream).pipe(toArray()))).toEqual(['one', 'two', 'three']);
});

test('nothing is read before the subscription, and unsubscribing releases the stream', async () => {
  const stream = new PassThrough();
  const lines$ = typedLines(stream);
  const listeners = (): number => stream.eventNames().reduce((sum, name) => sum + stream.listenerCount(name), 0);
  const before = listeners();
  expect(stream.readableFlowing).toBeNull();
  stream.write('one\ntwo\n');
  expect(await lastValueFrom(lines$.pipe(take(1)))).toBe('one');
  expect([listeners(), stream.readableFlowing]).toEqual([before, false]);
});

test('an error of the stream is the error of its lines', async () => {
  const stream = new PassThrough();
  const lines = lastValueFrom(typedLines(stream).pipe(toArray()));
  stream.destroy(new Error('broken'));
  await expect(lines).rejects.toThrow('broken');
});
