import { ContractError } from '@thalweg/tensor';
import { arrayOf, oneOf, optionsOf } from '@thalweg/tensor/engine';
import { calendarPart, calendarParts, type CalendarPart } from '../columns/calendar-part.ts';
import {
  ColumnTransform,
  type ColumnOptions,
  type FeatureArray,
  type NumberParts,
} from '../columns/column-transform.ts';

/** Options of {@link dateParts}. */
export interface DatePartsOptions extends ColumnOptions {
  /** The parts; `['hour', 'weekday', 'month', 'yearday']` by default. */
  readonly parts?: readonly CalendarPart[];
  /** Gives the sine and the cosine of each part, so that 23 h is next to 0 h, and not the number; true by default. */
  readonly cyclic?: boolean;
}

/**
 * Parts of a date, which is milliseconds since 1970 in UTC or a `Date`: `minute` 0–59, `hour` 0–23, `weekday` from Monday 0 to
 * Sunday 6, `day` 1–31, `month` 1–12, `yearday` 1–366. A local time that is written as if it were UTC gives local parts.
 *
 * - **Width** two for each part, its sine and its cosine; one with `cyclic: false`
 * - **Missing** gives 0 for sine and cosine, which no date gives; with `cyclic: false` it is an error
 * - **Throws** `ContractError` for an unknown part, or none
 *
 * @example
 * columnTransformer({ when: dateParts({ parts: ['hour', 'weekday'] }) })
 */
export function dateParts(options?: DatePartsOptions): ColumnTransform {
  const { from, parts, cyclic } = optionsOf('dateParts', options, {
    from: undefined,
    parts: ['hour', 'weekday', 'month', 'yearday'],
    cyclic: true,
  });
  arrayOf('dateParts', 'parts', parts);
  for (const part of parts) oneOf('dateParts', part, Object.keys(calendarParts) as CalendarPart[], 'a part');
  if (parts.length === 0) throw new ContractError('dateParts', 'there must be parts', 'none', "Try ['hour'].");
  const [only] = parts;
  return new ColumnTransform('dateParts', from, {
    settings: { parts: [...parts], cyclic },
    ends: cyclic ? cycles(parts) : numbers(parts),
    ...(parts.length === 1 && !cyclic ? { map: (x: number) => calendarPart(only!, x) } : {}),
  });
}

function numbers(parts: readonly CalendarPart[]): NumberParts {
  return {
    ...stateless,
    suffixes: parts.map(part => `.${part}`),
    writer: () => (x, out, at) => {
      for (let i = 0; i < parts.length; i++) out[at + i] = calendarPart(parts[i]!, x);
    },
  };
}

function cycles(parts: readonly CalendarPart[]): NumberParts {
  const circles = parts.map(part => circleOf(calendarParts[part]));
  const write = (x: number, out: FeatureArray, at: number): void => {
    for (let i = 0; i < parts.length; i++) {
      const { sines, cosines } = circles[i]!;
      const part = x === x ? calendarPart(parts[i]!, x) : -1;
      out[at + 2 * i] = part < 0 ? 0 : sines[part]!;
      out[at + 2 * i + 1] = part < 0 ? 0 : cosines[part]!;
    }
  };
  return {
    ...stateless,
    writesMissing: true,
    suffixes: parts.flatMap(part => [`.${part}.sin`, `.${part}.cos`]),
    writer: () => write,
  };
}

const stateless: Pick<NumberParts, 'family' | 'initial' | 'add' | 'isEmpty'> = {
  family: 'number',
  initial: () => ({}),
  add: () => {},
  isEmpty: () => false,
};

/** The sines and cosines of the values of a part. */
function circleOf({ first, period }: { readonly first: number; readonly period: number }): {
  readonly sines: Float64Array;
  readonly cosines: Float64Array;
} {
  const table = (of: (angle: number) => number): Float64Array =>
    Float64Array.from({ length: first + period }, (_, value) => of((2 * Math.PI * (value - first)) / period));
  return { sines: table(Math.sin), cosines: table(Math.cos) };
}
