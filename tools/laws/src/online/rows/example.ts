import { scatter } from './scatter.ts';

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
