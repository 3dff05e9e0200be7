import { isoDate } from './iso-date.ts';

/** The longest text that is a date, with nine digits of a second and a zone. */
const LONGEST = 40;

/** Returns the milliseconds since 1970 in UTC of a text in ISO 8601, or `undefined` if it is none; see {@link isoDate}. */
export function isoDateOf(text: string): number | undefined {
  if (text.length < 10 || text.length > LONGEST) return undefined;
  return isoDate(
    Uint8Array.from(text, letter => Math.min(letter.charCodeAt(0), 255)),
    0,
    text.length,
  );
}
