import type { Dataset } from '@thalweg/data';
import { describe, expect, it } from 'vitest';
import { agrawal } from './agrawal.ts';
import { friedman } from './friedman.ts';
import type { GeneratedRow } from './generated.ts';
import { hyperplane } from './hyperplane.ts';
import { led } from './led.ts';
import { randomRbf } from './random-rbf.ts';
import { waveform } from './waveform.ts';

const LENGTH = 10_000;
const given = { seed: 5, length: LENGTH };

function rows(dataset: Dataset<GeneratedRow>): GeneratedRow[] {
  const iterator = dataset.open();
  const all: GeneratedRow[] = [];
  for (let row; (row = iterator.next() as GeneratedRow | undefined) !== undefined;) all.push(row);
  return all;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Four standard errors of a share of rows. */
const near = (seen: number, share: number): void =>
  expect(Math.abs(seen - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / LENGTH));

describe('led', () => {
  it('lets the best classifier be right in 74.0 % of all displays', () => {
    const digits = new Map(rows(led({ ...given, noise: 0, irrelevant: 0 })).map(({ x, label }) => [label, [...x]]));
    expect([...digits.keys()].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    let right = 0;
    for (let display = 0; display < 128; display++) {
      const chances = [...digits.values()].map(lit =>
        lit.reduce((chance, on, lamp) => chance * (on === ((display >> lamp) & 1) ? 0.9 : 0.1), 0.1),
      );
      right += Math.max(...chances);
    }
    expect(right).toBeCloseTo(0.74, 3);
  });

  it('inverts a tenth of the segments', () => {
    const [clean, noisy] = [rows(led({ ...given, noise: 0 })), rows(led(given))];
    near(mean(noisy.map(({ x }, row) => Number(x[3] !== clean[row]!.x[3]))), 0.1);
  });
});

describe('agrawal', () => {
  // Ages are 20 to 80, so 20, 20 and 21 of 61 lie in the three groups; each range of salaries takes 50 of 130 thousand.
  it.each([
    [1, 41 / 61],
    [2, 50 / 130],
    [3, (20 * 2 + 41 * 3) / (61 * 5)],
    [4, 50 / 130],
    [5, 2 / 5],
  ])('has the share of group A that its function %i says', (concept, share) => {
    near(mean(rows(agrawal({ ...given, concepts: [concept] })).map(({ label }) => label)), share);
  });

  // Functions 6 to 10 from the salary s, the commission c, the age a, the education e, the house h, its years y and the loan l.
  it.each([
    [6, ([s, c, a]: number[]) => (a! < 40 ? s! + c! >= 5e4 && s! + c! <= 1e5 : a! < 60 ? s! + c! >= 75e3 && s! + c! <= 125e3 : s! + c! >= 25e3 && s! + c! <= 75e3)],
    [7, ([s, c, , , , , , , l]: number[]) => 0.67 * (s! + c!) > 0.2 * l! + 2e4],
    [8, ([s, c, , e]: number[]) => 0.67 * (s! + c!) > 5e3 * e! + 2e4],
    [9, ([s, c, , e, , , , , l]: number[]) => 0.67 * (s! + c!) > 5e3 * e! + 0.2 * l! + 1e4],
    [10, ([s, c, , e, , , h, y]: number[]) => 0.67 * (s! + c!) + (y! < 20 ? 0 : 0.02 * h! * (y! - 20)) > 5e3 * e! + 1e4],
  ] as const)('has the labels of its function %i', (concept, isA) => {
    for (const { x, label } of rows(agrawal({ ...given, concepts: [concept], perturbation: 0 }))) expect(label).toBe(Number(isA([...x])));
  });

  it('labels before it perturbs: by at most half of the factor of a range', () => {
    const [clean, moved] = [rows(agrawal({ ...given, perturbation: 0 })), rows(agrawal(given))];
    const ages = moved.map(({ x }, row) => x[2]! - clean[row]!.x[2]!);
    expect(moved.map(({ label }) => label)).toEqual(clean.map(({ label }) => label));
    expect(Math.max(...ages)).toBeLessThanOrEqual(1.5 + 1e-5);
    expect(Math.min(...ages)).toBeLessThan(-1.49);
  });
}); // prettier-ignore

describe('friedman', () => {
  it.each([[1, [0, 1, 2, 3, 4]], [2, [3, 5, 1, 0, 2]], [3, [1, 4, 3, 2, 0]]])('has the function of its concept %i', (concept, places) => {
    for (const { x, label } of rows(friedman({ seed: 5, length: 500, concepts: [concept], noise: 0 }))) {
      const [a, b, c, d, e] = places.map(place => x[place]!) as [number, number, number, number, number];
      expect(label).toBeCloseTo(10 * Math.sin(Math.PI * a * b) + 20 * (c - 0.5) ** 2 + 10 * d + 5 * e, 4);
    }
  });
}); // prettier-ignore

describe('waveform', () => {
  it('has the means and the deviations of mixtures of two waves', () => {
    const wave = (middle: number) => (t: number) => Math.max(6 - Math.abs(t - middle), 0);
    const pairs = [[11, 15], [11, 7], [15, 7]].map(pair => pair.map(wave)); // prettier-ignore
    const all = rows(waveform({ ...given, irrelevant: 0 }));
    for (const [kind, [first, second]] of pairs.entries()) {
      const samples = all.filter(({ label }) => label === kind);
      near(samples.length / LENGTH, 1 / 3);
      for (let t = 1; t <= 21; t++) {
        const [a, b] = [first!(t), second!(t)];
        const values = samples.map(({ x }) => x[t - 1]!);
        const variance = 1 + (a - b) ** 2 / 12;
        expect(Math.abs(mean(values) - (a + b) / 2)).toBeLessThan(5 * Math.sqrt(variance / values.length));
        const spread = mean(values.map(value => (value - (a + b) / 2) ** 2)) / variance;
        expect(Math.abs(spread - 1)).toBeLessThan(5 * Math.sqrt(2 / values.length));
      }
    }
  });
});

describe('hyperplane', () => {
  it('turns 5 % of the labels round, and has as many of both', () => {
    const [clean, noisy] = [rows(hyperplane({ ...given, noise: 0 })), rows(hyperplane(given))];
    near(mean(noisy.map(({ label }, row) => Number(label !== clean[row]!.label))), 0.05);
    near(mean(rows(hyperplane({ ...given, noise: 0, speed: 0 })).map(({ label }) => label)), 0.5);
  });

  it('is a plane through the middle of the cube', () => {
    const all = rows(hyperplane({ ...given, features: 1, noise: 0, speed: 0 }));
    for (const { x, label } of all) expect(label).toBe(Number(x[0]! >= 0.5));
  });
});

describe('randomRbf', () => {
  it('lies around as many places as there are centroids, each with one class', () => {
    const all = rows(randomRbf({ ...given, centroids: 1, classes: 3 }));
    expect(new Set(all.map(({ label }) => label)).size).toBe(1);
    const center = Array.from({ length: 10 }, (_, i) => mean(all.map(({ x }) => x[i]!)));
    for (const value of center) expect(value > -0.02 && value < 1.02).toBe(true);
  });

  it('moves each centroid by its speed with each row', () => {
    const place = (length: number): number[] => {
      const last = rows(randomRbf({ seed: 5, length, centroids: 1, speed: 1e-4 })).slice(-200);
      return Array.from({ length: 10 }, (_, i) => mean(last.map(({ x }) => x[i]!)));
    };
    const [early, late] = [place(200), place(1200)];
    const moved = Math.hypot(...early.map((value, i) => late[i]! - value));
    expect(moved).toBeGreaterThan(0.03);
    expect(moved).toBeLessThan(0.17);
  });
});
