import { Pixels } from '@thalweg/data';
import { foldIn, key, tensor } from '@thalweg/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  affine,
  colorJitter,
  compose,
  cutout,
  flip,
  mixUp,
  normalize,
  randomCrop,
  rotate,
  type Transform,
} from '../index.ts';

const COUNT = 4000;

/** Pixels with their own numbers, so that a result shows where it comes from. */
function numbered(height: number, width: number, channels = 1): Pixels {
  return new Pixels(
    [height, width, channels],
    Uint8Array.from({ length: height * width * channels }, (_, index) => (index + 1) % 256),
  );
}

/** The chi-square statistic of counts that should be as likely as `expected` says, divided by its bound at p ≈ 0.001. */
function surprise(counts: readonly number[], expected = counts.map(() => 1)): number {
  const total = counts.reduce((a, b) => a + b) / expected.reduce((a, b) => a + b);
  const statistic = counts.reduce(
    (sum, count, i) => sum + (count - total * expected[i]!) ** 2 / (total * expected[i]!),
    0,
  );
  const freedom = counts.length - 1;
  // Wilson and Hilferty, "The Distribution of Chi-Square", 1931.
  return statistic / (freedom * (1 - 2 / (9 * freedom) + 3.09 * Math.sqrt(2 / (9 * freedom))) ** 3);
}

/** How often each of some results comes of `COUNT` keys. */
function countsOf(cells: number, cellOf: (index: number) => number): number[] {
  const counts = new Array<number>(cells).fill(0);
  for (let index = 0; index < COUNT; index++) counts[cellOf(index)]!++;
  return counts;
}

describe('what is drawn (chi-square, p = 0.001)', () => {
  it('crops come from all places alike', () => {
    const cut = randomCrop({ height: 2, width: 3 });
    const image = numbered(5, 7);
    const counts = countsOf(20, index => {
      const first = cut(image, foldIn(key(1), index)).data[0]! - 1;
      return Math.floor(first / 7) * 5 + (first % 7);
    });
    expect(surprise(counts)).toBeLessThan(1);
  });

  it('flips happen as often as they should', () => {
    const mirror = flip({ probability: 0.3 });
    const counts = countsOf(2, index => (mirror(numbered(1, 2), foldIn(key(2), index)).data[0] === 2 ? 1 : 0));
    expect(surprise(counts, [7, 3])).toBeLessThan(1);
  });

  it('centres of cutouts are all pixels alike, and their sizes all whole numbers', () => {
    const hide = cutout({ size: 1 });
    const centres = countsOf(12, index => hide(numbered(3, 4), foldIn(key(3), index)).data.indexOf(0));
    expect(surprise(centres)).toBeLessThan(1);
    const grow = cutout({ size: [1, 3] });
    const sizes = new Array<number>(3).fill(0);
    for (let index = 0; index < COUNT; index++) {
      const { data } = grow(numbered(1, 9), foldIn(key(4), index));
      if (data[0] !== 0 && data[8] !== 0) sizes[data.filter(byte => byte === 0).length - 1]!++;
    }
    // Within the row, a square of 1 has 7 places that touch no edge, and those of 2 and 3 have 6 and 6 or 5.
    expect(surprise(sizes, [7, 6, 5])).toBeLessThan(1);
  });

  it('angles and factors are uniform', () => {
    const bright = colorJitter({ brightness: [0, 1] });
    const white = new Pixels([1, 1, 1], Uint8Array.of(255));
    const counts = countsOf(15, index => Math.min(14, Math.floor(bright(white, foldIn(key(5), index)).data[0]! / 17)));
    expect(surprise(counts)).toBeLessThan(1);
    const shift = affine({ translate: { x: [0, 1] } });
    const moved = countsOf(5, index => Math.min(4, Math.floor(shift(white, foldIn(key(6), index)).data[0]! / 51)));
    expect(surprise(moved)).toBeLessThan(1);
  });

  it.each([0.1, 0.4, 1, 3])('shares of mixUp have the moments of Beta(%s, itself)', alpha => {
    const images = tensor(Array.from({ length: COUNT }, (_, row) => [row]));
    const labels = Int32Array.from({ length: COUNT }, (_, row) => row % 2);
    const { targets } = mixUp({ alpha, classes: 2 })({ images, labels }, key(7));
    const shares: number[] = [];
    for (let row = 0; row < COUNT; row++) {
      const share = targets.data[2 * row + labels[row]!]!;
      if (targets.data[2 * row + 1 - labels[row]!]! > 0 || share < 1) shares.push(share);
    }
    // Pairs of one class show no share: those of two are a half of all.
    expect(Math.abs(shares.length - COUNT / 2)).toBeLessThan(COUNT / 10);
    const mean = (power: number): number =>
      shares.reduce((sum, share) => sum + (share - 0.5) ** power, 0) / shares.length;
    const variance = 1 / (4 * (2 * alpha + 1));
    const fourth = (3 * variance ** 2 * (2 * alpha + 1)) / (2 * alpha + 3);
    expect(Math.abs(mean(1))).toBeLessThan(4 * Math.sqrt(variance / shares.length));
    expect(Math.abs(mean(2) - variance)).toBeLessThan(4 * Math.sqrt((fourth - variance ** 2) / shares.length));
  });
});

describe('mixUp', () => {
  it('mixes images as much as their labels, and keeps the mean of the batch’s shares', () => {
    const images = tensor([
      [0, 0],
      [1, 10],
      [2, 20],
    ]);
    const mixed = mixUp({ alpha: 1, classes: 3 })({ images, labels: [0, 1, 2] }, key(9));
    for (let row = 0; row < 3; row++) {
      const shares = Array.from(mixed.targets.data.subarray(3 * row, 3 * row + 3));
      expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 6);
      expect(mixed.images.data[2 * row]).toBeCloseTo(shares[1]! + 2 * shares[2]!, 6);
      expect(mixed.images.data[2 * row + 1]).toBeCloseTo(10 * shares[1]! + 20 * shares[2]!, 5);
    }
  });

  it('refuses labels that are no classes, and images that are no numbers', () => {
    const mix = mixUp({ alpha: 1, classes: 2 });
    expect(() => mix({ images: tensor([[1]]), labels: [2] }, key(1))).toThrow(
      'mixUp: labels must be from 0 to 1, got 2.',
    );
    expect(() => mix({ images: tensor([[1]]), labels: [] }, key(1))).toThrow('mixUp: there must be 1 labels, got 0.');
    expect(() => mix({ images: numbered(1, 1) as never, labels: [0] }, key(1))).toThrow(
      'got Pixels. Use normalize first.',
    );
    expect(() => mixUp({ alpha: 0, classes: 2 })).toThrow('mixUp: alpha must be from 0.01 to 100, got 0.');
  });
});

const RANDOM: Record<string, Transform> = {
  rotate: rotate({ degrees: [-90, 90], fill: 7 }),
  affine: affine({ degrees: [-20, 20], translate: [-2, 2], scale: [0.8, 1.2], shear: { x: [-9, 9] } }),
  randomCrop: randomCrop({ height: 3, width: 2, padding: 1 }),
  flip: flip(),
  cutout: cutout({ size: [1, 3], probability: 0.7 }),
  colorJitter: colorJitter({ brightness: [0.5, 1.5], contrast: [0.5, 1.5], saturation: [0.5, 1.5], hue: [-0.5, 0.5] }),
  compose: compose(rotate({ degrees: [-12, 12] }), randomCrop({ height: 2, width: 2 }), flip({ axis: 'vertical' })),
};

describe.each(Object.entries(RANDOM))('%s', (_, transform) => {
  it('gives the same bytes for the same key, and keeps its input', () => {
    const image = numbered(5, 4, 3);
    const before = image.data.slice();
    expect(transform(image, key(3)).data).toEqual(transform(image, key(3)).data);
    expect(image.data).toEqual(before);
  });

  it('gives image i of a block what the image gets alone with foldIn(key, i)', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.integer(),
        fc.integer({ min: 1, max: 3 }),
        (channels, seed, count) => {
          const size = 5 * 4 * channels;
          const block = new Pixels([count, 5, 4, channels], numbered(count * 5, 4, channels).data);
          const changed = transform(block, key(seed));
          const each = changed.data.length / count;
          for (let index = 0; index < count; index++) {
            const alone = new Pixels([5, 4, channels], block.data.slice(index * size, (index + 1) * size));
            const expected = transform(alone, foldIn(key(seed), index));
            expect(changed.data.slice(index * each, (index + 1) * each)).toEqual(expected.data);
            expect(changed.shape.slice(1)).toEqual(expected.shape);
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  it('gives an empty block the shape of its images, and asks for a key', () => {
    const empty = transform(new Pixels([0, 5, 4, 3], new Uint8Array(0)), key(1));
    expect(empty.shape).toEqual([0, ...transform(numbered(5, 4, 3), key(1)).shape]);
    expect(() => transform(numbered(5, 4), undefined as never)).toThrow('a key must be given, got undefined.');
    expect(() => transform({} as never, key(1))).toThrow('the image must be Pixels, got Object.');
  });
});

it('flips twice to the same image', () => {
  for (const axis of ['horizontal', 'vertical'] as const) {
    const mirror = flip({ probability: 1, axis });
    const image = numbered(3, 5, 2);
    expect(mirror(mirror(image, key(1)), key(2)).data).toEqual(image.data);
  }
});

it('normalizes each channel by its own numbers, as float64 rounded once', () => {
  const image = numbered(4, 4, 3);
  const mean = [0.485, 0.456, 0.406];
  const std = [0.229, 0.224, 0.225];
  const { data, shape } = normalize({ mean, std })(image);
  expect(shape).toEqual([4, 4, 3]);
  for (const [index, byte] of image.data.entries())
    expect(data[index]).toBe(Math.fround((byte / 255 - mean[index % 3]!) / std[index % 3]!));
});
