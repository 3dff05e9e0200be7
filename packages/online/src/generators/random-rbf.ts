import type { Dataset } from '@thalweg/data';
import { fillNormal, fillUniform, foldIn, type Key, randomInteger } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import {
  type Definition,
  type GeneratedRow,
  generated,
  generatorDefaults,
  type GeneratorOptions,
  upTo,
  whole,
} from './generated.ts';

/** Options of {@link randomRbf}. */
export interface RandomRbfOptions extends GeneratorOptions {
  /** The number of features; 10 by default. */
  readonly features?: number;
  /** The number of classes; 5 by default. */
  readonly classes?: number;
  /** The number of centroids; 50 by default. */
  readonly centroids?: number;
  /** The distance that each centroid moves with each row; 0 by default. */
  readonly speed?: number;
}

/**
 * Returns the stream of random radial basis functions: a row lies around one of some centroids, whose class is its label.
 *
 * A centroid has a place in the unit cube, a class, a deviation and a weight, all uniform. A row chooses a centroid by weight, and
 * lies from it in a random direction, at a normal distance of that deviation. With a speed, each centroid moves in a
 * direction that it keeps, and is reflected at the walls of the cube.
 *
 * - **Record** `{ x: [features], label }`, labels int32
 * - **Drift** each change draws all centroids anew
 * - **Source** Bifet, Holmes, Kirkby, Pfahringer, "Data Stream Mining: A Practical Approach" (the manual of MOA), 2011, "Random RBF Generator";
 *   with speeds: Bifet et al., "New Ensemble Methods For Evolving Data Streams", KDD 2009
 * - **Throws** `ContractError` for options out of range
 *
 * @example
 * randomRbf({ seed: 7, length: 100_000, speed: 1e-3 }).length // => 100_000
 */
export function randomRbf(options: RandomRbfOptions): Dataset<GeneratedRow> {
  const byDefault = { ...generatorDefaults, features: 10, classes: 5, centroids: 50, speed: 0 };
  const settings = optionsOf('randomRbf', options, byDefault);
  const { features, classes, centroids, speed } = settings;
  whole('randomRbf', { features }, 1);
  whole('randomRbf', { classes }, 1);
  whole('randomRbf', { centroids }, 1);
  upTo('randomRbf', { speed }, Infinity);
  const fills: Definition['fills'] = root => {
    const keys = {
      places: foldIn(root, 'place'),
      directions: foldIn(root, 'direction'),
      lengths: foldIn(root, 'length'),
    };
    const known: Centroids[] = [];
    return ({ from, count, concept, x, label }) => {
      fillUniform(x, keys.directions, features * from);
      const choices = fillUniform(new Float32Array(count), keys.places, from);
      const lengths = fillNormal(new Float32Array(count), keys.lengths, from);
      for (let row = 0; row < count; row++) {
        const number = concept[row]!;
        const all = (known[number] ??= new Centroids(foldIn(foldIn(root, 'centroids'), number), settings));
        const chosen = all.choose(choices[row]!);
        all.place(chosen, from + row, lengths[row]!, x.subarray(features * row, features * (row + 1)));
        label[row] = all.classes[chosen]!;
      }
    };
  };
  return generated({ subject: 'randomRbf', width: features, labels: 'int32', fills }, settings);
}

/** The centroids of a concept. */
class Centroids {
  readonly classes: Int32Array;
  readonly #places: Float64Array;
  /** The move of each centroid along each axis with each row. */
  readonly #moves: Float64Array;
  readonly #deviations: Float64Array;
  /** The sum of the weights up to each centroid. */
  readonly #sums: Float64Array;
  readonly #width: number;

  constructor(root: Key, options: { features: number; classes: number; centroids: number; speed: number }) {
    const { features, classes, centroids, speed } = options;
    const drawn = (name: string, length: number): Float64Array =>
      fillUniform(new Float64Array(length), foldIn(root, name));
    this.#width = features;
    this.#places = drawn('place', centroids * features);
    this.#deviations = drawn('deviation', centroids);
    const kinds = foldIn(root, 'class');
    this.classes = Int32Array.from(this.#deviations, (_, i) => randomInteger(kinds, i, classes));
    let sum = 0;
    this.#sums = drawn('weight', centroids).map(weight => (sum += weight));
    this.#moves = drawn('move', centroids * features);
    for (let i = 0; i < centroids; i++) scale(this.#moves.subarray(i * features, (i + 1) * features), speed);
  }

  /** Returns the centroid that a uniform number chooses by weight. */
  choose(chance: number): number {
    const sums = this.#sums;
    const wanted = chance * sums[sums.length - 1]!;
    let chosen = 0;
    while (chosen < sums.length - 1 && wanted >= sums[chosen]!) chosen++;
    return chosen;
  }

  /** Turns uniform draws into a point around the centroid. */
  place(centroid: number, row: number, length: number, x: Float32Array): void {
    scale(x, length * this.#deviations[centroid]!);
    const start = centroid * this.#width;
    for (let i = 0; i < x.length; i++) x[i]! += mirrored(this.#places[start + i]! + row * this.#moves[start + i]!);
  }
}

/** Turns uniform numbers from 0 to 1 into a vector from the middle of that cube, of a length. */
function scale(x: Float32Array | Float64Array, length: number): void {
  let squares = 0;
  for (const value of x) squares += (2 * value - 1) ** 2;
  const factor = squares === 0 ? 0 : length / Math.sqrt(squares);
  for (let i = 0; i < x.length; i++) x[i] = (2 * x[i]! - 1) * factor;
}

/** Returns the place of a point on a line that is reflected at 0 and at 1. */
function mirrored(place: number): number {
  const inTwo = Math.abs(place) % 2;
  return inTwo <= 1 ? inTwo : 2 - inTwo;
}
