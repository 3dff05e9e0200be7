import type { ProgressBarOptions } from '../index.ts';

type Stream = NonNullable<ProgressBarOptions<unknown>['stream']>;

/** A stream that keeps what is written to it. */
export interface FakeTerminal {
  readonly stream: Stream;
  /** All that was written. */
  readonly written: () => string;
  /** The text of its lines, after each text was written over the one before. */
  readonly lines: () => string[];
}

/** A terminal of so many columns, or a file if there are none. */
export function fakeTerminal(columns?: number): FakeTerminal {
  let text = '';
  const write = (data: string): boolean => {
    text += data;
    return true;
  };
  const shape = columns === undefined ? { isTTY: false } : { isTTY: true, columns };
  return {
    stream: { ...shape, write } as unknown as Stream,
    written: () => text,
    lines: () => text.split(/\r?\n/).map(line => lastOf(line)),
  };
}

/** Returns the text that a line shows in the end: each text begins at its first column and clears the rest. */
function lastOf(line: string): string {
  const texts = line.split('\x1b[1G').map(text => text.replace(/\x1b(\[0?K|7|8)/g, ''));
  return texts.filter(text => text !== '').at(-1) ?? '';
}
