const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The speed in miles an hour, and the time on the ground in minutes, of an imagined flight. */
const SPEED = 450;
const ON_GROUND = 30;

/**
 * Returns a local time as milliseconds since 1970 in UTC, by 15° of longitude for each hour. This is an approximation: time
 * zones have their own borders and summer times, so it is wrong by up to about an hour and a half.
 */
export function toUtc(local: number, longitude: number): number {
  return local - (longitude / 15) * HOUR;
}

/**
 * Returns when a flight has landed: its departure, 30 minutes, the distance at 450 miles an hour, and its delay if it is late.
 * The table has no times of landing, so this is an assumption.
 */
export function landingOf(departure: number, distance: number, delay: number): number {
  return departure + (ON_GROUND + (60 * distance) / SPEED + Math.max(delay, 0)) * MINUTE;
}

/** Returns the hour of a time, from 0 to 23. */
export function hourOf(time: number): number {
  return modulo(Math.floor(time / HOUR), 24);
}

/** Returns the day of the week of a time, 0 for Sunday. */
export function weekdayOf(time: number): number {
  // 1 January 1970 was a Thursday.
  return modulo(Math.floor(time / DAY) + 4, 7);
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
