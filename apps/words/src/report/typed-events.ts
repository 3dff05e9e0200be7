import { foldIn, key } from '@thalweg/tensor';
import { defer, map, type OperatorFunction } from 'rxjs';
import type { TypedLine } from '../learning/learn-typed.ts';
import type { Writer } from '../learning/writer.ts';
import type { Settings } from '../settings.ts';
import type { WordsEvent } from './words-event.ts';

/** The number of characters with which the model goes on after a line. */
const CONTINUED = 60;

/** Options of {@link typedEvents}. */
export interface TypedEventsOptions extends Pick<Settings, 'seed'> {
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
