import { type Conversion, each, eachNumber, type RawValues, type StoredType } from './cells.ts';

/** The units in which times are stored, and whether they are moments or times without a zone. */
export interface TimeUnits {
  readonly perMillisecond: 1 | 1000 | 1_000_000;
  readonly utc: boolean;
}

const DAY = 86_400_000;

/** Days since 1970. */
export function days(): StoredType {
  return {
    type: 'date',
    as: {
      date: eachNumber((day: number) => day * DAY),
      text: each((day: number) => isoText(day * DAY, '').slice(0, -13)),
    },
  };
}

/** Moments, or times without a zone, since 1970. */
export function timestamps({ perMillisecond, utc }: TimeUnits): StoredType {
  const digits = Math.log10(perMillisecond);
  const text = (units: bigint): string => {
    const per = BigInt(perMillisecond);
    const rest = ((units % per) + per) % per;
    const more = digits === 0 ? '' : String(rest).padStart(digits, '0');
    return isoText(Number((units - rest) / per), more) + (utc ? 'Z' : '');
  };
  return {
    type: 'date',
    as: { date: milliseconds(perMillisecond), text: each(text), bigint: each((units: bigint) => units) },
  };
}

/** Moments as a Julian day and nanoseconds, as old files have them. */
export function julianTimes(): StoredType {
  const nanoseconds = (value: bigint): bigint =>
    ((value >> 64n) - 2_440_588n) * BigInt(DAY) * 1_000_000n + (value & 0xffff_ffff_ffff_ffffn);
  return {
    type: 'date',
    as: {
      date: eachNumber((value: bigint) => fromUnits(nanoseconds(value), 1_000_000)),
      bigint: each(nanoseconds),
    },
  };
}

/** Times of day: milliseconds since midnight. */
export function timesOfDay(perMillisecond: TimeUnits['perMillisecond']): StoredType {
  return {
    type: 'number',
    as: { number: milliseconds(perMillisecond), bigint: each(BigInt as (value: number) => bigint) },
  };
}

function milliseconds(perMillisecond: number): Conversion {
  return (values: RawValues) => {
    const cells = new Float64Array(values.length);
    if (!(values instanceof BigInt64Array)) {
      for (let i = 0; i < cells.length; i++) cells[i] = Number(values[i]) / perMillisecond;
      return { cells };
    }
    const halves = new Int32Array(values.buffer, values.byteOffset, 2 * values.length);
    for (let i = 0; i < cells.length; i++) {
      const high = halves[2 * i + 1]!;
      const exact = high < 0x200000 && high >= -0x200000;
      cells[i] = exact
        ? (high * 0x100000000 + (halves[2 * i]! >>> 0)) / perMillisecond
        : fromUnits(values[i]!, perMillisecond);
    }
    return { cells };
  };
}

/** Splits what no number holds exactly. */
function fromUnits(units: bigint, perMillisecond: number): number {
  const per = BigInt(perMillisecond);
  return Number(units / per) + Number(units % per) / perMillisecond;
}

/** Returns the time without its zone; a time that no calendar of JavaScript has is printed as its milliseconds. */
function isoText(milliseconds: number, moreDigits: string): string {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return `${milliseconds}${moreDigits}`;
  return date.toISOString().slice(0, -1) + moreDigits;
}

/** Spans of time: `{ months, days, milliseconds }`, which have no common unit. */
export function intervals(): StoredType {
  return { type: 'object', as: { object: each(parts) } };
}

function parts(value: Uint8Array): Readonly<Record<'months' | 'days' | 'milliseconds', number>> {
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  const part = (at: number): number => view.getUint32(at, true);
  return { months: part(0), days: part(4), milliseconds: part(8) };
}
