import { Pixels } from '@thalweg/data';
import { wasm } from '@thalweg/wasm';
import { expect, it } from 'vitest';
import { backboneBytes } from '../../build/backbone-bytes.ts';
import { backboneOf, FEATURES, SIDE } from './backbone.ts';

it('describes a picture by numbers that differ from those of another', () => {
  const backbone = backboneOf(backboneBytes(), wasm());
  const picture = (period: number): Pixels =>
    new Pixels(
      [SIDE, SIDE, 3],
      Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => ((i * 7) % period) & 255),
    );
  const [one, again, other] = [backbone(picture(251)), backbone(picture(251)), backbone(picture(97))];
  expect(one).toHaveLength(FEATURES);
  expect(one).toEqual(again);
  expect(one.every(Number.isFinite)).toBe(true);
  expect(one).not.toEqual(other);
});
