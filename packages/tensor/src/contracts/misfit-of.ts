import { cut } from './error-parts.ts';
import { printed } from './contract-error.ts';

/** A reason why a value does not fit a schema, as valibot states it. */
interface Issue {
  readonly expected: string | null;
  readonly input: unknown;
  readonly message: string;
  readonly path?: readonly { readonly key: unknown; readonly origin?: string }[] | undefined;
}

/** The first thing that is wrong with a value that came from outside. */
export interface Misfit {
  /** The names of the fields down to the wrong one, such as `streams.3`; empty for the value itself. */
  readonly path: string;
  /** The kind of value that must be there, and the value that is. */
  readonly expected: string;
  readonly given: string;
}

/** The number of characters of a text from outside that an error shows. */
const SHOWN = 80;

/**
 * Returns the first of the issues of `safeParse(schema, value, { abortEarly: true })` in the words of our errors; `undefined`
 * for none.
 */
export function misfitOf(issues: readonly Issue[] | undefined): Misfit | undefined {
  const [issue] = issues ?? [];
  if (issue === undefined) return undefined;
  const path = (issue.path ?? []).map(({ key }) => String(key)).join('.');
  const isMissing = issue.path?.at(-1)?.origin === 'key';
  return {
    path: cut(path, SHOWN),
    expected: isMissing ? 'there' : (issue.expected ?? issue.message),
    given: cut(printed(issue.input), SHOWN),
  };
}
