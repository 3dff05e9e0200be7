import { sgd } from '@thalweg/optim';
import { expect, it } from 'vitest';
import { himmelblau, ravine } from '../surfaces.ts';
import { bandsOf, descents, firstRacers, heightsOn, paintBands } from './race-scene.ts';

it('plain descent in the ravine follows its closed form: x is multiplied by 1 − η, y by 1 − 100η', () => {
  const [plain] = descents(ravine(), { plain: sgd({ learningRate: 0.015 }) }, [-3, 1.5]);
  for (let i = 0; i < 20; i++) plain!.step();
  expect(plain!.track).toHaveLength(21);
  expect(plain!.track[20]![0]).toBeCloseTo(-3 * 0.985 ** 20, 4);
  expect(plain!.track[20]![1]).toBeCloseTo(1.5 * 0.5 ** 20, 4);
});

it('the racers that a page gets without choosing all come nearer to the minimum', () => {
  const racing = descents(ravine(), firstRacers(), [-3, 1.5]);
  for (let i = 0; i < 160; i++) for (const one of racing) one.step();
  expect(racing.map(({ name }) => name)).toEqual(['plain descent', 'momentum', 'Adam']);
  for (const { track } of racing) expect(Math.hypot(...track.at(-1)!)).toBeLessThan(0.5);
});

it('heights are those of the formula, row by row from the top', () => {
  const heights = heightsOn(himmelblau, 4, 3);
  const { x, y } = himmelblau.view;
  const [left, top] = [x[0] + (x[1] - x[0]) / 8, y[1] - (y[1] - y[0]) / 6];
  expect(heights).toHaveLength(12);
  expect(heights[0]).toBeCloseTo((left ** 2 + top - 11) ** 2 + (left + top ** 2 - 7) ** 2, 1);
});

it('bands count from the lowest height, and are narrower there', () => {
  expect([...bandsOf([0, 1 / 4096, 8 / 4096, 0.5, 1])]).toEqual([0, 1, 2, 12, 15]);
  expect([...bandsOf([3, 3])]).toEqual([0, 0]);
});

it('a line lies where two bands meet, and nowhere else', () => {
  const pixels = new Uint8ClampedArray(4 * 4);
  paintBands(Uint8Array.of(0, 0, 0, 15), 2, pixels, [200, 200, 200], [0, 0, 0]);
  expect([0, 1, 2, 3].map(i => pixels[4 * i]!)).toEqual([200, 200, 150, 150]);
});
