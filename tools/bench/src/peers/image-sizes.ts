import type { ImageNetwork } from './workloads.ts';

/** The sizes of one layer of an image network. */
export interface LayerSizes {
  readonly channels: number;
  /** Places of the convolution along an axis, and what is left of them after the pool. */
  readonly places: number;
  readonly left: number;
}

const PIXELS = 28;

/** Returns the sizes of all layers. */
export function layerSizes({ layers }: ImageNetwork): LayerSizes[] {
  let [size, channels] = [PIXELS, 1];
  return layers.map(({ filters, padding, pooled }) => {
    const places = padding === 'same' ? size : size - 2;
    const sizes = { channels, places, left: pooled ? Math.floor(places / 2) : places };
    [size, channels] = [sizes.left, filters];
    return sizes;
  });
}

/** Returns the inputs of the dense layer. */
export function denseInputs(network: ImageNetwork): number {
  const { left } = layerSizes(network).at(-1)!;
  const { filters } = network.layers.at(-1)!;
  return network.averaged ? filters : left * left * filters;
}

/** Returns the multiply-adds of a step: forwards, for the weights, and for the inputs of all layers but the first. */
export function multiplyAdds(network: ImageNetwork): number {
  const ofLayers = layerSizes(network).map(({ channels, places }, layer) => {
    const { filters } = network.layers[layer]!;
    return (layer === 0 ? 2 : 3) * places ** 2 * 9 * channels * filters;
  });
  return network.batch * ofLayers.reduce((sum, one) => sum + one, 3 * 10 * denseInputs(network));
}
