import type { Shape } from '@thalweg/tensor';
import type { Node } from '../node/node.ts';
import type { ConvOptions, Convolved, Convolves } from './windows/convolved.ts';
import { convolve, convolvingOf } from './windows/convolve.ts';

/**
 * Convolution of sequences, `y[b, i, o] = Σ x[b, i·stride + k·dilation − before, c]·w[k, c, o]`, as neural networks have it: the
 * weights are not flipped. Channels come last. For one that looks back only, pad before: `padding: [[kernel − 1, 0]]`.
 * As a layer that owns its weights: {@link @thalweg/nn!conv1d | conv1d(filters, size)}.
 *
 * - **Shape** `x: [batch, length, channels], w: [kernel, channels/groups, filters] → [batch, length', filters]`
 * - **Gradient** `∂x`: ∂y convolved with w transposed; `∂w`: x convolved with ∂y
 * - **Throws** `ShapeError`, `DtypeError`, `ContractError` when the node is built, if shapes do not fit, inputs are no floats, or an
 *   option is out of range
 *
 * @example
 * const x = constant([[[1], [2], [4]]]), w = constant([[[-1]], [[1]]]); // differences of neighbours
 * read(conv1d(x, w)).toArray() // => [[[1], [2]]]
 */
export function conv1d<X extends Shape, W extends Shape, const O extends ConvOptions = object>(
  x: Node<X>,
  w: Node<W> & Convolves<'conv1d', X, W, 3, O>,
  options?: O,
): Node<Convolved<X, W, O>> {
  const convolving = convolvingOf('conv1d', [x as Node, w as Node], options);
  return convolve(x as Node, w as Node, convolving) as Node as Node<Convolved<X, W, O>>;
}
