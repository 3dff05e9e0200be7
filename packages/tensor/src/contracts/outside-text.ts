import { cut } from './error-parts.ts';

/** The characters of an error of a library that are shown. */
const SHOWN = 200;

/**
 * Returns what an error of a library says about the data that it was given. The words of the engine, such as "Cannot read properties
 * of undefined", are about the code of the library, so they are replaced.
 */
export function reasonOf(cause: unknown): string {
  const isOfEngine = cause instanceof TypeError || cause instanceof RangeError || cause instanceof ReferenceError;
  if (isOfEngine) return 'bytes that do not follow the format';
  return cut(cause instanceof Error ? cause.message : String(cause), SHOWN);
}

/** Control characters other than tabs and line feeds, and those that turn the direction of what follows them. */
const UNSEEN = /(?![\n\t])[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu;

/**
 * Returns a text as a terminal and a page can show it: characters that would move the cursor, or write from right to left, are
 * written as escapes such as `\u001b`. Names in files may have any characters.
 */
export function visible(text: string): string {
  return text.replace(UNSEEN, one => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
