import type { Observable } from 'rxjs';

/** A hyperparameter that is set by a slider. */
export interface Dial {
  readonly name: string;
  /** The usual symbol, such as η. */
  readonly symbol: string;
  readonly title: string;
  readonly first: number;
  readonly least: number;
  readonly most: number;
  /** True if the slider has a logarithmic scale. */
  readonly logarithmic: boolean;
}

/** The values of sliders, keyed by the names of their dials. */
export type DialValues<K extends string = string> = Readonly<Record<K, Observable<number>>>;

/** Returns the dial of a learning rate, from 0.0001 to 10. */
export function rate(first: number): Dial {
  return { name: 'rate', symbol: 'η', title: 'learning rate', first, least: 1e-4, most: 10, logarithmic: true };
}

/** Returns the dial of a decay rate, from 0 to 0.999. */
export function share(name: string, symbol: string, title: string, first: number): Dial {
  return { name, symbol, title, first, least: 0, most: 0.999, logarithmic: false };
}

/** Returns the position of a value on a slider from 0 to 1000. */
export function placeOf({ least, most, logarithmic }: Dial, value: number): number {
  const share = logarithmic ? Math.log(value / least) / Math.log(most / least) : (value - least) / (most - least);
  return Math.round(1000 * share);
}

/** Returns the value at a position of a slider from 0 to 1000, rounded to three digits. */
export function valueAtPlace({ least, most, logarithmic }: Dial, place: number): number {
  const share = place / 1000;
  const value = logarithmic ? least * (most / least) ** share : least + share * (most - least);
  return Number(value.toPrecision(3));
}

/** The numbers that a field takes: whole ones from `least` to `most`. */
export interface WholeRange {
  readonly least: number;
  readonly most: number;
}

/** Returns the whole number that a text gives, or the reason why it gives none. */
export function wholeNumber(text: string, { least, most }: WholeRange): number | string {
  const value = Number(text);
  if (/^\d{1,15}$/.test(text.trim()) && value >= least && value <= most) return value;
  const range = `a whole number from ${least.toLocaleString('en')} to ${most.toLocaleString('en')}`;
  return text.trim() === '' ? `It must be ${range}.` : `It must be ${range}, got “${text}”.`;
}
