import { Pixels } from '@thalweg/data';
import { key } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { sineAndCosine, expOfNegative } from '../transform-parts/elementary.ts';
import {
  affine,
  centerCrop,
  colorJitter,
  crop,
  cutout,
  flip,
  normalize,
  randomCrop,
  resize,
  rotate,
} from '../index.ts';

const image = new Pixels([4, 6, 3], new Uint8Array(72));
const empty = new Pixels([0, 6, 3], new Uint8Array(0));

describe('what cannot be is refused, with advice', () => {
  it.each<[string, () => unknown, string]>([
    ['a size of 0', () => resize({ height: 0, width: 3 }), 'resize: height must be a whole number, at least 1, got 0.'],
    ['no size', () => resize({} as never), 'resize: height must be a whole number, at least 1, got undefined.'],
    ['a size of NaN', () => resize({ shorter: NaN }), 'resize: shorter must be a whole number, at least 1, got NaN.'],
    ['two sizes', () => resize({ shorter: 2, height: 3, width: 1 }), 'resize: shorter must be the only size'],
    ['a size beyond memory', () => resize({ height: 1e9, width: 1e9 })(image), 'resize: an image must have at most'],
    ['a long way to a small size', () => resize({ height: 1, width: 2 ** 31 })(image), 'at most 2147483648 bytes'],
    ['no pixels', () => resize({ height: 1, width: 1 })(empty), 'resize: the image must have pixels, got [0, 6, 3].'],
    ['a misspelt option', () => rotate({ degree: 3 } as never), "Did you mean 'degrees'"],
    [
      'a crop outside',
      () => crop({ top: 2, left: 0, height: 3, width: 1 })(image),
      'inside of the image, 4×6, got rows 2 to 5',
    ],
    ['a crop that starts before', () => crop({ top: -1, left: 0, height: 3, width: 1 }), 'top must be a whole number'],
    ['a large centre', () => centerCrop({ height: 5, width: 1 })(image), 'must be at least 5×1, got 4×6. Resize first'],
    ['a large random crop', () => randomCrop({ height: 5, width: 1 })(image, key(1)), 'must be at least 5×1, got 4×6.'],
    ['a negative padding', () => randomCrop({ height: 1, width: 1, padding: -1 }), 'padding must be a whole number'],
    ['a probability above 1', () => flip({ probability: 2 }), 'flip: probability must be from 0 to 1, got 2.'],
    ['an axis that is none', () => flip({ axis: 'horizontl' as never }), "Did you mean 'horizontal'"],
    [
      'an angle of NaN',
      () => rotate({ degrees: NaN }),
      'degrees must be a number or a pair [from, to], from -360 to 360, got NaN',
    ],
    ['a pair that falls', () => rotate({ degrees: [2, 1] }), 'from -360 to 360, got [2, 1]'],
    ['no angle', () => rotate({} as never), 'degrees must be a number'],
    ['a scale of 0', () => affine({ scale: 0 }), 'scale must be a number'],
    [
      'a third axis',
      () => affine({ translate: { x: 1, z: 1 } as never }),
      "translate must have x and y alone, got 'z'",
    ],
    ['a fill that is no byte', () => affine({ fill: 256 }), 'affine: fill must be a whole number from 0 to 255'],
    [
      'a fill of other channels',
      () => affine({ fill: [1, 2] })(image, key(1)),
      'a byte for each of 3 channels, got 2.',
    ],
    ['half a size', () => cutout({ size: 1.5 }), 'cutout: size must be whole, got 1.5'],
    ['a negative factor', () => colorJitter({ brightness: -1 }), 'colorJitter: brightness must be a number'],
    ['a deviation of 0', () => normalize({ std: 0 }), 'normalize: std must be a positive number'],
    ['means of other channels', () => normalize({ mean: [1, 2] })(image), 'one for each of 3 channels, got 2 numbers.'],
    ['nothing', () => normalize()(undefined as never), 'normalize: the image must be Pixels, got undefined.'],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message);
  });

  it('leaves an empty image empty where its size stays', () => {
    for (const transform of [
      rotate({ degrees: 9 }),
      flip({ probability: 1 }),
      cutout({ size: 2 }),
      colorJitter({ contrast: 2 }),
    ])
      expect(transform(empty, key(1)).shape).toEqual([0, 6, 3]);
  });
});

describe('functions with the same bits everywhere', () => {
  it('sine and cosine are within 4e-16 of Math’s, and exact at quarters', () => {
    for (let degrees = -90; degrees <= 90; degrees += 0.37) {
      const [sine, cosine] = sineAndCosine(degrees);
      const radians = (degrees * Math.PI) / 180;
      expect(Math.abs(sine - Math.sin(radians))).toBeLessThan(4e-16);
      expect(Math.abs(cosine - Math.cos(radians))).toBeLessThan(4e-16);
      expect(sineAndCosine(degrees + 180)[0] + sine).toBeCloseTo(0, 13);
    }
    for (const [degrees, sine, cosine] of [
      [90, 1, 0],
      [-90, -1, 0],
      [180, 0, -1],
      [270, -1, 0],
      [-360, 0, 1],
    ] as const)
      expect(sineAndCosine(degrees).map(value => value + 0)).toEqual([sine, cosine]);
  });

  it('the exponential is within 4e-16 of Math’s', () => {
    for (let x = -700; x <= 0; x += 0.73) expect(Math.abs(expOfNegative(x) / Math.exp(x) - 1)).toBeLessThan(4.5e-16);
    expect([expOfNegative(0), expOfNegative(-709)]).toEqual([1, 0]);
  });
});
