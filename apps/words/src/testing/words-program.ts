import { type Ended, type Started, startProgram } from '@thalweg/programs/program';
import type { WordsEvent } from '../report/words-event.ts';

const main = new URL('../main.ts', import.meta.url);

/** Options with which a run takes seconds. */
export const SMALL = ['--characters', '20000', '--passes', '2', '--units', '16', '--embeddings', '8', '--sample', '20'];

/** Starts the program, as `npm run words` does. Lines can be typed at the standard input of the child process. */
export function startWords(...options: readonly string[]): Started {
  return startProgram(main, options, { input: true });
}

/** Runs the program to its end, and types these lines. */
export function runWords(options: readonly string[], lines: readonly string[] = []): Promise<Ended> {
  const { child, ended } = startWords(...options);
  // A program that refuses its options closes the pipe.
  child.stdin!.on('error', () => {});
  child.stdin!.end(lines.map(line => `${line}\n`).join(''));
  return ended;
}

/** Runs the program with `--json`, and returns what it reported. */
export async function eventsOf(options: readonly string[], lines?: readonly string[]): Promise<WordsEvent[]> {
  const { out, err } = await runWords(['--json', ...options], lines);
  const events = out.split('\n').flatMap(line => (line === '' ? [] : [JSON.parse(line) as WordsEvent]));
  if (events.at(-1)?.kind !== 'result') throw new Error(`no result: ${out}${err}`);
  return events;
}

/** Returns the reports of one kind. */
export function ofKind<K extends WordsEvent['kind']>(
  events: readonly WordsEvent[],
  kind: K,
): Extract<WordsEvent, { readonly kind: K }>[] {
  return events.filter(event => event.kind === kind) as Extract<WordsEvent, { readonly kind: K }>[];
}

/** The figures that do not depend on the clock. */
export async function figuresOf(options: readonly string[], lines?: readonly string[]) {
  const events = await eventsOf(options, lines);
  const { steps, loss, heldOut, compared } = ofKind(events, 'result')[0]!;
  return { steps, loss, heldOut, compared, typed: ofKind(events, 'typed').map(({ line, bits }) => [line, bits]) };
}
