import type { Shape } from '@thalweg/tensor';
import type { Node } from '../node/node.ts';
import type { ConvOptions, Convolved, Convolves } from './windows/convolved.ts';
import { convolve, convolvingOf } from './windows/convolve.ts';

/**
 * Convolution of images, `y[b, i, j, o] = Σ x[b, i·stride + k·dilation − before, …, c]·w[k, l, c, o]`, as neural networks have
 * it: the weights are not flipped. Channels come last.
 * As a layer that owns its weights: {@link @thalweg/nn!conv2d | conv2d(filters, size)}.
 *
 * - **Shape** `x: [batch, height, width, channels], w: [kernelHeight, kernelWidth, channels/groups, filters] →
 *   [batch, height', width', filters]`
 * - **Gradient** `∂x`: ∂y convolved with w transposed; `∂w`: x convolved with ∂y
 * - **Throws** `ShapeError`, `DtypeError`, `ContractError` when the node is built, if shapes do not fit, inputs are no floats, or an
 *   option is out of range
 * - **Source** Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016, arXiv 1603.07285
 *
 * @example
 * const x = constant([[[[1], [2], [3]], [[4], [5], [6]]]]), w = constant([[[[1]], [[10]]]]); // one row of two weights
 * read(reshape(conv2d(x, w), [2, 2])).toArray() // => [[21, 32], [54, 65]]
 */
export function conv2d<X extends Shape, W extends Shape, const O extends ConvOptions = object>(
  x: Node<X>,
  w: Node<W> & Convolves<'conv2d', X, W, 4, O>,
  options?: O,
): Node<Convolved<X, W, O>> {
  const convolving = convolvingOf('conv2d', [x as Node, w as Node], options);
  return convolve(x as Node, w as Node, convolving) as Node as Node<Convolved<X, W, O>>;
}
