import { numberText } from '@thalweg/inspect/number-text';
import type { Arrival } from './way-back.ts';

/** Formats an arrival as on the wire: `−4 × 1 = −4`; `1` where the way back begins. */
export function arrivalText(arrival: Arrival | undefined): string {
  if (arrival === undefined) return '1';
  const { upstream, local, product } = arrival;
  return `${numberText(upstream)} × ${factorText(local)} = ${numberText(product)}`;
}

/** Formats a number after a sign: a negative one in brackets. */
export function factorText(value: number): string {
  return value < 0 ? `(${numberText(value)})` : numberText(value);
}
