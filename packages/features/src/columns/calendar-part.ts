/** A part of a date. */
export type CalendarPart = 'minute' | 'hour' | 'weekday' | 'day' | 'month' | 'yearday';

/** The first value of each part, and the number of its values. */
export const calendarParts: Readonly<Record<CalendarPart, { readonly first: number; readonly period: number }>> = {
  minute: { first: 0, period: 60 },
  hour: { first: 0, period: 24 },
  weekday: { first: 0, period: 7 },
  day: { first: 1, period: 31 },
  month: { first: 1, period: 12 },
  yearday: { first: 1, period: 366 },
};

const DAY = 86_400_000;

/** Returns a part of a time in milliseconds since 1970, in UTC; `NaN` of `NaN`. */
export function calendarPart(part: CalendarPart, time: number): number {
  if (time !== time) return NaN;
  // All dates are within 10⁸ days, and integers divide faster.
  const days = Math.floor(time / DAY) | 0;
  if (part === 'weekday') return modulo((days + 3) | 0, 7);
  const within = time - days * DAY;
  if (part === 'hour') return Math.floor(within / 3_600_000);
  if (part === 'minute') return Math.floor(within / 60_000) % 60;
  return civilPart(part, days);
}

/**
 * - **Source** Hinnant, "chrono-Compatible Low-Level Date Algorithms", 2013, `civil_from_days`: years that begin in March, in
 *   eras of 400 years
 */
function civilPart(part: 'day' | 'month' | 'yearday', days: number): number {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * ofYear + 2) / 153);
  if (part === 'day') return ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  if (part === 'month') return fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  // 1 March is day 60, or 61 in a leap year; January and February end the year that began in March.
  if (ofYear >= 306) return ofYear - 305;
  return ofYear + 60 + (isLeap(yearOfEra) ? 1 : 0);
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function modulo(value: number, by: number): number {
  // The rest of a negative number may be −0.
  const rest = (value % by) | 0;
  return rest < 0 ? rest + by : rest;
}
