import * as graph from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import type { ConvLayer } from '../layer-parts/conv-layer.ts';
import { convDefaults, type ConvLayerOptions } from '../layer-parts/conv-options.ts';
import { convolutionLayer } from '../layer-parts/convolution-layer.ts';
import { positiveWhole, windowSizes } from '../layer-parts/sizes.ts';

/**
 * Convolution layer of sequences, with weights that it owns and shares when it is applied again. The operation on given
 * weights: {@link @thalweg/graph!conv1d | conv1d(x, w)}.
 *
 * - **Shape** `x: [batch, length, channels] → [batch, length', filters]`
 * - **Parameters** `weight: [kernel, channels/groups, filters]`, `bias: [filters]`, initially zeros
 * - **Throws** `ContractError` for numbers and sizes that are not positive whole numbers; when it is applied, `ShapeError` for
 *   an input of another rank or number of channels, and the errors of the operation; `DtypeError` if the input is no float
 *
 * @example
 * input('x', ['batch', 100, 4]).pipe(conv1d(8, 5, { padding: 'same' })).shape // => ['batch', 100, 8]
 */
export function conv1d<const F extends number, const O extends ConvLayerOptions = object>(
  filters: F,
  size: number | readonly number[],
  options?: O,
): ConvLayer<'conv1d', F, O> {
  const { stride, dilation, padding, groups, ...chosen } = optionsOf(
    'conv1d',
    options as ConvLayerOptions | undefined,
    {
      ...convDefaults,
      groups: 1,
    },
  );
  positiveWhole('conv1d', 'the number of filters', filters);
  positiveWhole('conv1d', 'the number of groups', groups);
  return convolutionLayer({
    ...chosen,
    kind: 'conv1d',
    window: windowSizes('conv1d', size, 1),
    filtersOf: () => filters,
    groupsOf: () => groups,
    convolve: (x, weight, given) => graph.conv1d(x, weight, given) as graph.Node,
    options: { stride, dilation, padding } as graph.ConvOptions,
  }) as unknown as ConvLayer<'conv1d', F, O>;
}
