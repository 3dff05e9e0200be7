import { Pixels } from '@thalweg/data';
import { foldIn, key } from '@thalweg/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { affine } from './affine.ts';
import { rotate } from './rotate.ts';

const square = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 4 }))
  .chain(([side, channels]) =>
    fc
      .uint8Array({ minLength: side * side * channels, maxLength: side * side * channels })
      .map(data => new Pixels([side, side, channels], data)),
  );

/** The image turned by a quarter against the clock. */
function turned({ shape, data, height: side, channels }: Pixels): Pixels {
  const out = new Uint8Array(data.length);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++)
      for (let c = 0; c < channels; c++)
        out[(y * side + x) * channels + c] = data[(x * side + side - 1 - y) * channels + c]!;
  return new Pixels(shape, out);
}

describe('rotate', () => {
  it('by multiples of 90 degrees moves the pixels of a square, to the byte', () => {
    fc.assert(
      fc.property(square, fc.integer({ min: -4, max: 4 }), (image, quarters) => {
        let expected = image;
        for (let turn = 0; turn < (quarters + 4) % 4; turn++) expected = turned(expected);
        expect(rotate({ degrees: 90 * quarters })(image, key(1)).data).toEqual(expected.data);
      }),
    );
  });

  it('gives image i of a block what the image gets alone with foldIn(key, i)', () => {
    const data = Uint8Array.from({ length: 3 * 5 * 4 * 3 }, (_, index) => (index * 37) % 256);
    const block = rotate({ degrees: [-90, 90] })(new Pixels([3, 5, 4, 3], data), key(5));
    for (let index = 0; index < 3; index++) {
      const alone = new Pixels([5, 4, 3], data.slice(index * 60, index * 60 + 60));
      expect(block.data.slice(index * 60, index * 60 + 60)).toEqual(
        rotate({ degrees: [-90, 90] })(alone, foldIn(key(5), index)).data,
      );
    }
  });
});

describe('affine', () => {
  it('moves by whole pixels to the byte, and fills what is left', () => {
    const image = new Pixels([2, 2, 1], Uint8Array.of(1, 2, 3, 4));
    expect(Array.from(affine({ translate: { x: 1 }, fill: 9 })(image, key(1)).data)).toEqual([9, 1, 9, 3]);
  });
});
