import * as graph from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import type { ConvLayer } from '../layer-parts/conv-layer.ts';
import { convDefaults, type ConvLayerOptions } from '../layer-parts/conv-options.ts';
import { convolutionLayer } from '../layer-parts/convolution-layer.ts';
import { positiveWhole, windowSizes } from '../layer-parts/sizes.ts';

/**
 * Convolution layer of images, with weights that it owns and shares when it is applied again. A window of `size` is square,
 * one of `[height, width]` need not be. The operation on given weights: {@link @thalweg/graph!conv2d | conv2d(x, w)}.
 *
 * - **Shape** `x: [batch, height, width, channels] → [batch, height', width', filters]`
 * - **Parameters** `weight: [kernelHeight, kernelWidth, channels/groups, filters]`, `bias: [filters]`, initially zeros
 * - **Throws** `ContractError` for numbers and sizes that are not positive whole numbers; when it is applied, `ShapeError` for
 *   an input of another rank or number of channels, and the errors of the operation; `DtypeError` if the input is no float
 * - **Source** LeCun et al., "Gradient-Based Learning Applied to Document Recognition", 1998, §II
 *
 * @example
 * const image = input('image', ['batch', 28, 28, 1]);
 * const y = image.pipe(conv2d(16, 3, { padding: 'same' }), relu(), conv2d(32, 3, { stride: 2 }), relu());
 * y.shape // => ['batch', 13, 13, 32]
 * parametersOf(y).map(({ name, shape }) => [name, shape])[0] // => ['conv2d1/weight', [3, 3, 1, 16]]
 */
export function conv2d<const F extends number, const O extends ConvLayerOptions = object>(
  filters: F,
  size: number | readonly number[],
  options?: O,
): ConvLayer<'conv2d', F, O> {
  const { stride, dilation, padding, groups, ...chosen } = optionsOf(
    'conv2d',
    options as ConvLayerOptions | undefined,
    {
      ...convDefaults,
      groups: 1,
    },
  );
  positiveWhole('conv2d', 'the number of filters', filters);
  positiveWhole('conv2d', 'the number of groups', groups);
  return convolutionLayer({
    ...chosen,
    kind: 'conv2d',
    window: windowSizes('conv2d', size, 2),
    filtersOf: () => filters,
    groupsOf: () => groups,
    convolve: (x, weight, given) => graph.conv2d(x, weight, given) as graph.Node,
    options: { stride, dilation, padding } as graph.ConvOptions,
  }) as unknown as ConvLayer<'conv2d', F, O>;
}
