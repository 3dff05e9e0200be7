import { expect, it } from 'vitest';
import { bandsOf, paintBands } from './bands.ts';

it('bands count from the lowest height, and are narrower there', () => {
  expect([...bandsOf([0, 1 / 4096, 8 / 4096, 0.5, 1])]).toEqual([0, 1, 2, 12, 15]);
  expect([...bandsOf([3, 3])]).toEqual([0, 0]);
});

it('a line lies where two bands meet, and nowhere else', () => {
  const pixels = new Uint8ClampedArray(4 * 4);
  paintBands(Uint8Array.of(0, 0, 0, 15), 2, pixels, [200, 200, 200], [0, 0, 0]);
  expect([0, 1, 2, 3].map(i => pixels[4 * i]!)).toEqual([200, 200, 150, 150]);
});
