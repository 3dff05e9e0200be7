import * as graph from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import type { ConvLayer } from '../layer-parts/conv-layer.ts';
import { convDefaults, type ConvLayerOptions } from '../layer-parts/conv-options.ts';
import { convolutionLayer } from '../layer-parts/convolution-layer.ts';
import { positiveWhole, windowSizes } from '../layer-parts/sizes.ts';

/**
 * Transposed convolution layer of images, as decoders use it: it undoes the sizes of `conv2d` with the same options. The
 * operation on given weights: {@link @thalweg/graph!convTranspose2d | convTranspose2d(x, w)}.
 *
 * - **Shape** `x: [batch, height, width, channels] → [batch, height', width', filters]`
 * - **Parameters** `weight: [kernelHeight, kernelWidth, channels/groups, filters]`, `bias: [filters]`, initially zeros
 * - **Throws** `ContractError` for numbers and sizes that are not positive whole numbers; when it is applied, `ShapeError` for
 *   an input of another rank or number of channels, and the errors of the operation; `DtypeError` if the input is no float
 *
 * @example
 * const code = input('code', ['batch', 7, 7, 8]);
 * code.pipe(convTranspose2d(4, 2, { stride: 2 })).shape // => ['batch', 14, 14, 4]
 */
export function convTranspose2d<const F extends number, const O extends ConvLayerOptions = object>(
  filters: F,
  size: number | readonly number[],
  options?: O,
): ConvLayer<'convTranspose2d', F, O> {
  const { stride, dilation, padding, groups, ...chosen } = optionsOf(
    'convTranspose2d',
    options as ConvLayerOptions | undefined,
    {
      ...convDefaults,
      groups: 1,
    },
  );
  positiveWhole('convTranspose2d', 'the number of filters', filters);
  positiveWhole('convTranspose2d', 'the number of groups', groups);
  return convolutionLayer({
    ...chosen,
    kind: 'convTranspose2d',
    window: windowSizes('convTranspose2d', size, 2),
    filtersOf: () => filters,
    groupsOf: () => groups,
    convolve: (x, weight, given) => graph.convTranspose2d(x, weight, given) as graph.Node,
    options: { stride, dilation, padding } as graph.ConvOptions,
  }) as unknown as ConvLayer<'convTranspose2d', F, O>;
}
