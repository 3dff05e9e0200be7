import type { Dataset } from '@thalweg/data';
import { fillUniform, foldIn, type Key } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import {
  type Definition,
  type GeneratedRow,
  generated,
  generatorDefaults,
  numbered,
  type NumberedOptions,
  upTo,
} from './generated.ts';

/** Options of {@link agrawal}. */
export interface AgrawalOptions extends NumberedOptions {
  /**
   * The perturbation factor `p`; 0.05 by default. A number of range `a` becomes `v + r·p·a` after the row was labelled, with `r`
   * uniform from −0.5 to 0.5.
   */
  readonly perturbation?: number;
}

/** The salary, commission, age, education, car, zip code, value of the house, years that it is owned, and loan. */
type Person = readonly [number, number, number, number, number, number, number, number, number];

/**
 * Returns the stream of people who apply for a loan; the label is 1 for those in group A, else 0.
 *
 * - **Record** `{ x: [9], label }`, labels float32; the features are salary, commission (0 from a salary of 75,000 on), age (20 to
 *   80), level of education (0 to 4), make of the car (1 to 20), zip code (0 to 8), value of the house, years that it is owned (1 to
 *   30), loan
 * - **Concepts** the functions 1 to 10 of the paper, `[1, 2, …, 10]` by default
 * - **Source** Agrawal, Imielinski, Swami, "Database Mining: A Performance Perspective", IEEE TKDE 5(6), 1993.
 *   A house in zip code `z` is worth `k·100,000` on average, with `k = 9 − z`. A commission of 0 is not perturbed
 * - **Throws** `ContractError` for options out of range
 *
 * @example
 * agrawal({ seed: 7, length: 90_000, concepts: [1, 4, 7], drift: { at: [30_000, 60_000] } }).length // => 90_000
 */
export function agrawal(options: AgrawalOptions): Dataset<GeneratedRow> {
  const all = GROUP_A.map((_, i) => i + 1);
  const settings = optionsOf('agrawal', options, { ...generatorDefaults, concepts: all, perturbation: 0.05 });
  const { concepts, perturbation } = settings;
  numbered('agrawal', concepts, 1, 10);
  upTo('agrawal', { perturbation }, 1);
  const fills: Definition['fills'] = root => people(root, perturbation);
  return generated({ subject: 'agrawal', width: 9, labels: 'float32', concepts, fills }, settings);
}

function people(root: Key, perturbation: number): ReturnType<Definition['fills']> {
  const [draws, perturbations] = [foldIn(root, 'person'), foldIn(root, 'perturbation')];
  return ({ from, count, concept, x, label }) => {
    fillUniform(x, draws, 9 * from);
    const moves = new Float32Array(perturbation > 0 ? x.length : 0);
    fillUniform(moves, perturbations, 9 * from);
    for (let row = 0; row < count; row++) {
      const person = x.subarray(9 * row, 9 * row + 9);
      describe(person);
      label[row] = GROUP_A[concept[row]! - 1]!(person as unknown as Person) ? 1 : 0;
      if (perturbation > 0) perturb(person, perturbation, moves.subarray(9 * row));
    }
  };
}

/** Turns uniform draws into a person. */
function describe(x: Float32Array): void {
  x[0] = 20_000 + 130_000 * x[0]!;
  x[1] = x[0] >= 75_000 ? 0 : 10_000 + 65_000 * x[1]!;
  x[2] = 20 + Math.floor(61 * x[2]!);
  x[3] = Math.floor(5 * x[3]!);
  x[4] = 1 + Math.floor(20 * x[4]!);
  x[5] = Math.floor(9 * x[5]!);
  x[6] = (9 - x[5]) * 100_000 * (0.5 + x[6]!);
  x[7] = 1 + Math.floor(30 * x[7]!);
  x[8] = 500_000 * x[8]!;
}

/** The range of each number; 0 for categories. That of the house depends on its zip code. */
const RANGES = [130_000, 65_000, 60, 0, 0, 0, 100_000, 29, 500_000] as const;

function perturb(x: Float32Array, perturbation: number, moves: Float32Array): void {
  for (let i = 0; i < 9; i++) {
    if (RANGES[i] === 0 || (i === 1 && x[1] === 0)) continue;
    const range = i === 6 ? (9 - x[5]!) * RANGES[6] : RANGES[i]!;
    x[i]! += (moves[i]! - 0.5) * perturbation * range;
  }
}

const within = (value: number, least: number, most: number): boolean => value >= 1000 * least && value <= 1000 * most;

/** Chooses by age: below 40, below 60, or older. */
const byAge = <T>(age: number, young: T, middle: T, old: T): T => (age < 40 ? young : age < 60 ? middle : old);

/** True if an income, in thousands, is that which the second function asks for at an age. */
const usual = (income: number, age: number): boolean =>
  within(income, ...byAge<Range>(age, [50, 100], [75, 125], [25, 75]));

/** True if the education is that which the third function asks for at an age. */
const schooled = (level: number, age: number): boolean => {
  const least = byAge(age, 0, 1, 2);
  return level >= least && level <= byAge(age, 1, 3, 4);
};

type Range = readonly [number, number];

/** The functions 1 to 10. */
const GROUP_A: readonly ((person: Person) => boolean)[] = [
  ([, , age]) => age < 40 || age >= 60,
  ([salary, , age]) => usual(salary, age),
  ([, , age, level]) => schooled(level, age),
  ([salary, , age, level]) => {
    const [learned, other] = byAge<[Range, Range]>(
      age,
      [
        [25, 75],
        [50, 100],
      ],
      [
        [50, 100],
        [75, 125],
      ],
      [
        [50, 100],
        [25, 75],
      ],
    );
    return within(salary, ...(schooled(level, age) ? learned : other));
  },
  ([salary, , age, , , , , , loan]) => {
    const [small, large] = byAge<[Range, Range]>(
      age,
      [
        [100, 300],
        [200, 400],
      ],
      [
        [200, 400],
        [300, 500],
      ],
      [
        [300, 500],
        [100, 300],
      ],
    );
    return within(loan, ...(usual(salary, age) ? small : large));
  },
  ([salary, commission, age]) => usual(salary + commission, age),
  ([salary, commission, , , , , , , loan]) => 0.67 * (salary + commission) - 0.2 * loan - 20_000 > 0,
  ([salary, commission, , level]) => 0.67 * (salary + commission) - 5000 * level - 20_000 > 0,
  ([salary, commission, , level, , , , , loan]) =>
    0.67 * (salary + commission) - 5000 * level - 0.2 * loan - 10_000 > 0,
  ([salary, commission, , level, , , house, years]) => {
    const equity = 0.1 * house * Math.max(0, years - 20);
    return 0.67 * (salary + commission) - 5000 * level + 0.2 * equity - 10_000 > 0;
  },
];
