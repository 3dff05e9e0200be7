import { conv2d, type ConvOptions, type Node } from '@thalweg/graph';
import type { Product } from '@thalweg/graph/author';
import type { Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { ConvShape } from '../layer-parts/conv-layer.ts';
import { convDefaults, type ConvParameterOptions } from '../layer-parts/conv-options.ts';
import { convolutionLayer, type ConvParameters } from '../layer-parts/convolution-layer.ts';
import { positiveWhole, windowSizes } from '../layer-parts/sizes.ts';

/** Options of {@link depthwiseConv2d}. */
export interface DepthwiseConv2dOptions
  extends Pick<ConvOptions, 'stride' | 'dilation' | 'padding'>, ConvParameterOptions {
  /** The number of filters of each channel, 1 by default. */
  readonly multiplier?: number;
}

/** A layer that {@link depthwiseConv2d} returns. */
export interface DepthwiseConvLayer<O> extends ConvParameters {
  <S extends Shape>(x: Node<S>): Node<ConvShape<'depthwiseConv2d', S, Filters<S, O>, O>>;
}

/** The number of channels times the multiplier. */
type Filters<S extends Shape, O> = S extends readonly [...Shape, infer Channels extends number]
  ? Extract<Product<readonly [Channels, O extends { multiplier: infer M extends number } ? M : 1]>, number>
  : number;

/**
 * Convolution layer of images in which each channel has its own filters, `multiplier` of them, and sees no other channel. It
 * owns its weights, and shares them when it is applied again. Followed by a convolution with windows of 1, it replaces a full
 * convolution, with far fewer weights.
 *
 * - **Shape** `x: [batch, height, width, channels] → [batch, height', width', channels·multiplier]`
 * - **Parameters** `weight: [kernelHeight, kernelWidth, 1, channels·multiplier]`, `bias: [channels·multiplier]`, initially
 *   zeros; the filters of one channel are neighbours
 * - **Throws** as {@link conv2d}
 * - **Source** Chollet, "Xception: Deep Learning with Depthwise Separable Convolutions", 2017, §3
 *
 * @example
 * const image = input('image', ['batch', 28, 28, 8]);
 * image.pipe(depthwiseConv2d(3, { padding: 'same' }), conv2d(16, 1)).shape // => ['batch', 28, 28, 16]
 */
export function depthwiseConv2d<const O extends DepthwiseConv2dOptions = object>(
  size: number | readonly number[],
  options?: O,
): DepthwiseConvLayer<O> {
  const given = options as DepthwiseConv2dOptions | undefined;
  const { stride, dilation, padding, multiplier, ...chosen } = optionsOf('depthwiseConv2d', given, {
    ...convDefaults,
    multiplier: 1,
  });
  positiveWhole('depthwiseConv2d', 'the multiplier', multiplier);
  return convolutionLayer({
    ...chosen,
    kind: 'depthwiseConv2d',
    window: windowSizes('depthwiseConv2d', size, 2),
    filtersOf: channels => channels * multiplier,
    groupsOf: channels => channels,
    convolve: (x, weight, convolving) => conv2d(x, weight, convolving) as Node,
    options: { stride, dilation, padding } as ConvOptions,
  }) as unknown as DepthwiseConvLayer<O>;
}
