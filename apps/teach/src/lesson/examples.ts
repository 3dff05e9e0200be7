import { Pixels } from '@thalweg/data';
import { foldIn, key, randomInteger, tensor } from '@thalweg/tensor';
import { FEATURES, SIDE } from '../backbone/backbone.ts';

/** A picture as the backbone describes it, with its class. The backbone never sees it again. */
export interface Example {
  readonly id: number;
  /** The column of its class in the head. */
  readonly slot: number;
  readonly thumbnail: Pixels;
  readonly features: Float32Array;
}

/** The rows, and the columns, of a thumbnail. */
export const THUMBNAIL = SIDE / 2;

/** The most examples of a class: a further one takes the place of the oldest. */
export const MOST_EXAMPLES = 100;

/** The examples of a step. */
const BATCH = 32;

/** Returns a picture at half its size: each pixel is the mean of four. */
export function thumbnailOf({ data }: Pixels): Pixels {
  const small = new Uint8Array(THUMBNAIL * THUMBNAIL * 3);
  const at = (y: number, x: number, channel: number): number => data[(y * SIDE + x) * 3 + channel]!;
  for (let place = 0; place < small.length; place++) {
    const [pixel, channel] = [Math.floor(place / 3), place % 3];
    const [y, x] = [2 * Math.floor(pixel / THUMBNAIL), 2 * (pixel % THUMBNAIL)];
    small[place] = Math.round(
      (at(y, x, channel) + at(y, x + 1, channel) + at(y + 1, x, channel) + at(y + 1, x + 1, channel)) / 4,
    );
  }
  return new Pixels([THUMBNAIL, THUMBNAIL, 3], small);
}

/** Returns the examples with one more, and without the oldest of its class if there would be too many. */
export function withExample(examples: readonly Example[], added: Example): readonly Example[] {
  const own = examples.filter(({ slot }) => slot === added.slot);
  const dropped = own.length < MOST_EXAMPLES ? undefined : own[0];
  return [...examples.filter(example => example !== dropped), added];
}

/**
 * Returns the batch of a step: examples drawn with replacement, each class as often as the others. What is drawn follows from the step
 * and the examples alone, so a lesson that was opened again learns on as it would have.
 */
export function drawBatch(examples: readonly Example[], step: number) {
  const slots = [...new Set(examples.map(({ slot }) => slot))].sort((a, b) => a - b);
  const bySlot = slots.map(slot => examples.filter(example => example.slot === slot));
  const drawn = Array.from({ length: BATCH }, (_, place) => {
    const own = bySlot[place % bySlot.length]!;
    return own[randomInteger(foldIn(foldIn(key(7), step), place), 0, own.length)]!;
  });
  const features = new Float32Array(BATCH * FEATURES);
  drawn.forEach((example, row) => features.set(example.features, row * FEATURES));
  return {
    features: tensor(features, { shape: [BATCH, FEATURES] }),
    label: Int32Array.from(drawn, ({ slot }) => slot),
  };
}
