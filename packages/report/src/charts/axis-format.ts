import { axisText } from '../page/number-text.ts';
import { LETTER } from './label-sizes.ts';

/** The digits that the labels of most axes need. */
const DIGITS = 4;
/** The most digits that a number of 64 bits has. */
const MOST_DIGITS = 15;

/** Format of the numbers of an axis. */
export interface AxisFormat {
  readonly text: (value: number) => string;
  /** The room for a label in pixels. */
  readonly width: number;
}

/** Returns a format in which numbers between two bounds differ: `1.5k`, or all digits of numbers that are close together. */
export function axisFormat(low: number, high: number): AxisFormat {
  const size = Math.max(Math.abs(low), Math.abs(high));
  const digits = high > low ? Math.ceil(Math.log10(size / (high - low))) + 2 : DIGITS;
  if (!(digits > DIGITS) || size >= 1e15 || size < 1e-4) return { text: axisText, width: widest(axisText, low, high) };
  const format = new Intl.NumberFormat('en', { maximumSignificantDigits: Math.min(digits, MOST_DIGITS) });
  const text = (value: number): string => format.format(value).replaceAll('-', '−');
  return { text, width: widest(text, low, high) };
}

function widest(text: (value: number) => string, low: number, high: number): number {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return 0;
  const between = [low, high, (low + high) / 2, low + (high - low) / 5].map(value => Number(value.toPrecision(2)));
  return LETTER * Math.max(...[...between, low].map(value => text(value).length));
}
