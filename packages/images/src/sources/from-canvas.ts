import { Pixels } from '@thalweg/data';
import { ContractError } from '@thalweg/tensor';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import { checkedChannels, withChannels } from '../transform-parts/channels.ts';
import type { CanvasLike, Context } from './page.ts';

/** Options of {@link fromCanvas}. */
export interface FromCanvasOptions {
  /** 1 for grey, 3 for RGB, the default, 4 for RGBA. */
  readonly channels?: 1 | 3 | 4;
}

/**
 * Returns the pixels that a canvas shows now.
 *
 * - **Shape** `[height, width, channels]`; what is not drawn is black, of alpha 0
 * - **Throws** `ContractError` for what is no canvas, or one that draws by WebGL
 *
 * @example
 * const drawn = fromCanvas(document.querySelector('canvas'), { channels: 1 });
 */
export function fromCanvas(canvas: CanvasLike, options?: FromCanvasOptions): Pixels {
  const channels = checkedChannels('fromCanvas', optionsOf('fromCanvas', options, { channels: 3 }).channels);
  const advice = 'Give a canvas that has a context of two dimensions.';
  if (typeof (canvas as { getContext?: unknown } | null)?.getContext !== 'function')
    throw new ContractError('fromCanvas', 'the argument must be a canvas', printed(canvas), advice);
  const { width, height } = canvas;
  const context = canvas.getContext('2d') as Partial<Context> | null;
  if (typeof context?.getImageData !== 'function')
    throw new ContractError('fromCanvas', 'the canvas must have pixels', 'another context', advice);
  // A context has no rectangle without pixels.
  const data = width * height === 0 ? new Uint8ClampedArray() : context.getImageData(0, 0, width, height).data;
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.length);
  return new Pixels([height, width, channels], withChannels(bytes, 4, channels));
}
