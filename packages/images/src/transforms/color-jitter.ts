import { Pixels } from '@thalweg/data';
import { fillUniform } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { adjustContrast, adjustHue, adjustSaturation, scaleBytes } from '../transform-parts/colours.ts';
import { type Drawn, rangeOf, within } from '../transform-parts/parameters.ts';
import { perImageByKey } from '../transform-parts/per-image.ts';
import type { Transform } from './transform.ts';

/** Options of {@link colorJitter}. */
export interface ColorJitterOptions {
  /** The factor of all channels, from 0, black. 1 by default. */
  readonly brightness?: Drawn;
  /** The factor of the distances to the mean grey, from 0, all grey. 1 by default. */
  readonly contrast?: Drawn;
  /** The factor of the distances to the grey of the same pixel, from 0, a grey image. 1 by default. */
  readonly saturation?: Drawn;
  /** By which part of the colour circle all hues turn, from −0.5 to 0.5. 0 by default. */
  readonly hue?: Drawn;
}

/**
 * Returns a transform that changes brightness, contrast, saturation and hue of an image, in this order.
 * A number is that number, and a pair is drawn uniformly for each image. Alpha stays; grey images have neither saturation nor hue.
 *
 * - **Shape** unchanged
 * - **Rounding** down after each change, in float32, as torchvision's `adjust_brightness` and its siblings on tensors
 * - **Throws** `ContractError` for a factor that is not from 0 to 100, or a hue out of its bounds
 *
 * @example
 * colorJitter({ brightness: 0.5 })(new Pixels([1, 1, 1], Uint8Array.of(9)), key(7)).data[0] // => 4
 */
export function colorJitter(options: ColorJitterOptions): Transform {
  const given = optionsOf('colorJitter', options, {
    brightness: [1, 1],
    contrast: [1, 1],
    saturation: [1, 1],
    hue: [0, 0],
  });
  const ranges = [
    rangeOf('colorJitter', 'brightness', given.brightness, [0, 100]),
    rangeOf('colorJitter', 'contrast', given.contrast, [0, 100]),
    rangeOf('colorJitter', 'saturation', given.saturation, [0, 100]),
    rangeOf('colorJitter', 'hue', given.hue, [-0.5, 0.5]),
  ];
  return perImageByKey('colorJitter', ({ shape, data, channels }, key) => {
    const drawn = fillUniform(new Float64Array(ranges.length), key);
    const [brightness, contrast, saturation, hue] = ranges.map((range, index) => within(range, drawn[index]!));
    const out = data.slice();
    if (brightness !== 1) scaleBytes(out, channels, brightness!);
    if (contrast !== 1) adjustContrast(out, channels, contrast!);
    if (saturation !== 1 && channels > 2) adjustSaturation(out, channels, saturation!);
    if (hue !== 0 && channels > 2) adjustHue(out, channels, hue!);
    return new Pixels(shape, out);
  });
}
