import { readFileSync } from 'node:fs';
import { Pixels } from '@thalweg/data';
import { key } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import * as transforms from '../index.ts';

interface Row {
  readonly transform: keyof typeof transforms;
  readonly options?: object;
  readonly shape: readonly number[];
  readonly seed: number;
  readonly outputShape: readonly number[];
  readonly output: string;
  readonly by: string;
}

const ROWS: readonly Row[] = JSON.parse(
  readFileSync(new URL('../../../../tools/laws/reference/image-transforms.json', import.meta.url), 'utf8'),
);

/** The images of `image-transforms.py`. */
function imageOf(shape: readonly number[], seed: number): Pixels {
  const data = Uint8Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) =>
    Math.floor(i / 64) % 2 === 0 ? (i * i * 7 + i * seed) % 251 : (Math.floor(i / 5) + seed * 13) % 256,
  );
  return new Pixels(shape, data);
}

function changed({ transform, options, shape, seed }: Row): Pixels {
  const make = transforms[transform] as (options?: object) => transforms.Transform;
  return make(options)(imageOf(shape, seed), key(seed));
}

/** The largest difference of a byte. */
function distance(row: Row): number {
  const ours = changed(row);
  expect(ours.shape).toEqual(row.outputShape);
  const theirs = new Uint8Array(Buffer.from(row.output, 'base64'));
  return ours.data.reduce((most, byte, index) => Math.max(most, Math.abs(byte - theirs[index]!)), 0);
}

const names = [...new Set(ROWS.map(({ transform }) => transform))];

/** A quarter turn of an image with one odd side reads halfway between pixels: torchvision's places are a rounding beside. */
function hasTies({ transform, options, shape }: Row): boolean {
  const { degrees } = (options ?? {}) as { degrees?: number };
  return transform === 'rotate' && degrees! % 90 === 0 && (shape[0]! - shape[1]!) % 2 !== 0;
}

it('has at least 200 images', () => {
  expect(ROWS.length).toBeGreaterThanOrEqual(200);
});

describe('every byte equals that of Pillow or torchvision', () => {
  it.each(names)('%s', name => {
    for (const row of ROWS) {
      if (row.transform !== name) continue;
      const levels = distance(row);
      expect(levels, JSON.stringify([row.options, row.shape])).toBeLessThanOrEqual(hasTies(row) ? 1 : 0);
    }
  });
});
