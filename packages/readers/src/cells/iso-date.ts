/**
 * Returns the milliseconds since 1970 in UTC of a date in ISO 8601, or `undefined` if it is none. The forms are
 * `2001-01-31`, and the same with a time after `T` or a space: `14:30`, `14:30:05`, `14:30:05.250` with any number of digits,
 * of which those past the third are cut. A zone may follow: `Z`, `+02:00`, `+0200` or `+02`. Without a zone it is UTC.
 *
 * - **Source** ISO 8601:2004; Hinnant, "chrono-Compatible Low-Level Date Algorithms", 2021, `days_from_civil`
 */
export function isoDate(bytes: Uint8Array, from: number, to: number): number | undefined {
  if (to - from < 10 || bytes[from + 4] !== DASH || bytes[from + 7] !== DASH) return undefined;
  const year = digits(bytes, from, 4);
  const month = digits(bytes, from + 5, 2);
  const day = digits(bytes, from + 8, 2);
  if (year < 0 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  const midnight = daysFromCivil(year, month, day) * 86_400_000;
  return to - from === 10 ? midnight : withTime(bytes, from + 10, to, midnight);
}

const DASH = 45;

const COLON = 58;

function withTime(bytes: Uint8Array, from: number, to: number, midnight: number): number | undefined {
  if ((bytes[from] !== 84 && bytes[from] !== 32) || to - from < 6 || bytes[from + 3] !== COLON) return undefined;
  const hour = digits(bytes, from + 1, 2);
  const minute = digits(bytes, from + 4, 2);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return undefined;
  let at = from + 6;
  let milliseconds = 0;
  if (at < to && bytes[at] === COLON) {
    const second = to - at < 3 ? -1 : digits(bytes, at + 1, 2);
    if (second < 0 || second > 59) return undefined;
    milliseconds = second * 1000;
    at += 3;
    if (at < to && (bytes[at] === 46 || bytes[at] === 44)) {
      const first = ++at;
      for (let unit = 100; at < to && isDigit(bytes[at]!); at++, unit = Math.floor(unit / 10))
        milliseconds += (bytes[at]! - 48) * unit;
      if (at === first) return undefined;
    }
  }
  const offset = zone(bytes, at, to);
  return offset === undefined ? undefined : midnight + (hour * 60 + minute - offset) * 60_000 + milliseconds;
}

/** Returns the minutes that a zone is ahead of UTC. */
function zone(bytes: Uint8Array, from: number, to: number): number | undefined {
  const size = to - from;
  if (size === 0 || (size === 1 && bytes[from] === 90)) return 0;
  const sign = bytes[from] === 43 ? 1 : bytes[from] === DASH ? -1 : 0;
  const colon = size === 6 && bytes[from + 3] === COLON ? 1 : 0;
  if (sign === 0 || (size !== 3 && size !== 5 && colon === 0)) return undefined;
  const hours = digits(bytes, from + 1, 2);
  const minutes = size === 3 ? 0 : digits(bytes, from + 3 + colon, 2);
  return hours < 0 || hours > 23 || minutes < 0 || minutes > 59 ? undefined : sign * (hours * 60 + minutes);
}

/** Returns the number of some digits, or −1 if one is none. */
function digits(bytes: Uint8Array, from: number, count: number): number {
  let value = 0;
  for (let at = from; at < from + count; at++) {
    if (!isDigit(bytes[at]!)) return -1;
    value = value * 10 + bytes[at]! - 48;
  }
  return value;
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** The days from 1970 on; years begin in March here, so that a leap day is the last one. */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

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
