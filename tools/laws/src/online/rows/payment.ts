import { scatter } from './scatter.ts';

/** A record with something for every feature. */
export interface Payment {
  readonly id: number;
  readonly amount: number;
  readonly place: Float64Array;
  readonly country: string;
  readonly text: string;
  readonly 'column.indices': Int32Array;
  readonly 'column.values': Float32Array;
}

/** A payment; every seventh amount is not known. There are 20 countries, and 100 words. */
export const payment = (number: number): Payment => ({
  id: number,
  amount: number % 7 === 3 ? NaN : 100 * scatter(number),
  place: Float64Array.of(scatter(number, 2), number % 5 === 1 ? NaN : -scatter(number, 3)),
  country: `country ${Math.floor(20 * scatter(number, 4))}`,
  text: `Word${number % 10} word${Math.floor(100 * scatter(number, 5))}`,
  'column.indices': Int32Array.of(number % 8, 8 + (number % 7)),
  'column.values': Float32Array.of(1, scatter(number)),
});
