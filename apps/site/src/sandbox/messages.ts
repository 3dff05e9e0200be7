import {
  array,
  integer,
  literal,
  maxLength,
  maxValue,
  minValue,
  number,
  object,
  optional,
  picklist,
  pipe,
  string,
  transform,
  variant,
  type GenericSchema,
} from 'valibot';

/** A message from the page to the sandbox. */
export type Request =
  | { readonly kind: 'run'; readonly code: string; readonly linesBefore: number }
  | { readonly kind: 'show'; readonly name: string }
  | { readonly kind: 'theme'; readonly theme: 'light' | 'dark' }
  | { readonly kind: 'stop' };

/** A message from the sandbox to the page: lines are counted from the first line of the block. */
export type Report =
  | { readonly kind: 'ready' }
  | { readonly kind: 'printed' | 'value' | 'error'; readonly line?: number | undefined; readonly text: string }
  | { readonly kind: 'done'; readonly shows: readonly Shown[] }
  | { readonly kind: 'listening' | 'quiet' }
  | { readonly kind: 'height'; readonly pixels: number };

/** A variable of a block that the sandbox can draw. */
export interface Shown {
  readonly name: string;
  readonly as: 'circuit' | 'chart' | 'stream';
}

/** The characters of a line that are shown: a page with 500 lines of them stays quick. */
const LONGEST_LINE = 10_000;

/** The variables of a block that get a button. */
const MOST_SHOWN = 100;

/** The height of a drawing in pixels: about that of the longest page. */
const HIGHEST = 20_000;

/** The schema of the messages to the page. Code in a sandbox can send others. */
export const reportSchema: GenericSchema<unknown, Report> = /* @__PURE__ */ variant('kind', [
  object({ kind: picklist(['ready', 'listening', 'quiet']) }),
  object({
    kind: picklist(['printed', 'value', 'error']),
    line: optional(pipe(number(), integer(), minValue(1))),
    text: pipe(
      string(),
      transform(text => (text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}…` : text)),
    ),
  }),
  object({
    kind: literal('done'),
    shows: pipe(
      array(object({ name: pipe(string(), maxLength(200)), as: picklist(['circuit', 'chart', 'stream']) })),
      maxLength(MOST_SHOWN),
    ),
  }),
  object({ kind: literal('height'), pixels: pipe(number(), minValue(0), maxValue(HIGHEST)) }),
]);
