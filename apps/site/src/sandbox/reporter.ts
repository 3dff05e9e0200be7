import { formatLine, formatValue } from './format-value.ts';
import type { Report } from './messages.ts';

/** The functions that an instrumented program calls. */
export interface Reporter {
  /** The blocks before have run: from now on what is printed counts. */
  readonly start: () => void;
  readonly begin: (line: number) => void;
  readonly end: () => void;
  /** Says the value of a statement, unless the statement has printed something. */
  readonly value: (line: number, value: unknown) => void;
  readonly variables: (variables: Readonly<Record<string, unknown>>) => void;
  readonly print: (...values: readonly unknown[]) => void;
}

/** A reporter that hands on to `send`, and gives the variables of the block at its end to `keep`. */
export function reporter(
  send: (report: Report) => void,
  keep: (variables: Readonly<Record<string, unknown>>) => void,
): Reporter {
  let started = false;
  let line: number | undefined;
  let printed = 0;
  return {
    start: () => void (started = true),
    begin(at) {
      line = at;
      printed = 0;
    },
    end: () => void (line = undefined),
    value(at, value) {
      line = undefined;
      if (printed === 0) send({ kind: 'value', line: at, text: formatValue(value) });
    },
    variables: keep,
    print(...values) {
      if (!started) return;
      printed++;
      send({ kind: 'printed', line, text: formatLine(values) });
    },
  };
}
