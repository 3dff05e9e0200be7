/** A record with something for every model. */
export interface Example {
  readonly x: Float32Array;
  readonly label: number;
  readonly y: number;
  readonly species: number;
  readonly user: number;
  readonly movie: number;
  readonly 'words.indices': Int32Array;
  readonly 'words.values': Float32Array;
}

/** An example for every model. The rule behind its label turns every 200 examples. */
export const example = (number: number): Example => {
  const x = Float32Array.of(scatter(number), scatter(number, 2), scatter(number, 3));
  const [a, b] = Math.floor(number / 200) % 2 === 0 ? [x[0]!, x[1]!] : [x[1]!, x[0]!];
  const words = 1 + (number % 3);
  return {
    x,
    label: a > b ? 1 : 0,
    y: Math.round(3 * a),
    species: Math.min(2, Math.floor(3 * b)),
    user: number % 5,
    movie: Math.floor(7 * x[2]!),
    'words.indices': Int32Array.from({ length: words }, (_, i) => (number + 5 * i) % 16),
    'words.values': new Float32Array(words).fill(1),
  };
};

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

/** A number from 0 to 1 for each whole number: all over the place, and always the same (a golden ratio sequence, folded). */
export function scatter(number: number, stream = 1): number {
  const x = (number * 0.6180339887498949 + (number % 97) * 0.7548776662466927 * stream) % 1;
  return x;
}
