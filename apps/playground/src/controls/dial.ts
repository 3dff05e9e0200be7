import type { Observable } from 'rxjs';

/** A hyperparameter with a slider. */
export interface Dial {
  readonly name: string;
  /** As the field writes it, such as η. */
  readonly symbol: string;
  readonly title: string;
  readonly first: number;
  readonly least: number;
  readonly most: number;
  /** Whether equal ways of the slider multiply, in place of adding. */
  readonly logarithmic: boolean;
}

/** What sliders give, by the names of their dials. */
export type Dialled<K extends string = string> = Readonly<Record<K, Observable<number>>>;

/** A learning rate, from 0.0001 to 10. */
export function rate(first: number): Dial {
  return { name: 'rate', symbol: 'η', title: 'learning rate', first, least: 1e-4, most: 10, logarithmic: true };
}

/** A share of what was before that is kept, from 0 to 0.999. */
export function share(name: string, symbol: string, title: string, first: number): Dial {
  return { name, symbol, title, first, least: 0, most: 0.999, logarithmic: false };
}

/** Where on a slider from 0 to 1000 a value lies. */
export function placeOf({ least, most, logarithmic }: Dial, value: number): number {
  const share = logarithmic ? Math.log(value / least) / Math.log(most / least) : (value - least) / (most - least);
  return Math.round(1000 * share);
}

/** The value at a place of a slider from 0 to 1000, in three digits. */
export function valueAtPlace({ least, most, logarithmic }: Dial, place: number): number {
  const share = place / 1000;
  const value = logarithmic ? least * (most / least) ** share : least + share * (most - least);
  return Number(value.toPrecision(3));
}
