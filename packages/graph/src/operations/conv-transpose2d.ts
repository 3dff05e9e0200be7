import type { Shape } from '@thalweg/tensor';
import type { Node } from '../node/node.ts';
import type { ConvOptions, Convolved, Convolves } from './windows/convolved.ts';
import { productOfSizes } from '../shape/combined-size.ts';
import { spanOf } from '../shape/sliding.ts';
import { checkChannels, convolutionInput, type Convolving, convolvingOf } from './windows/convolve.ts';
import { reshape } from './reshape.ts';
import { transpose } from './transpose.ts';

/**
 * Transposed convolution of images: each element of x adds the weights, times itself, to the output, `stride` apart. It
 * undoes the sizes of `conv2d` with the same options: `height' = (height − 1)·stride + span − before − after`, or
 * `height·stride` for `'same'`. Channels come last.
 * As a layer that owns its weights: {@link @thalweg/nn!convTranspose2d | convTranspose2d(filters, size)}.
 *
 * - **Shape** `x: [batch, height, width, channels], w: [kernelHeight, kernelWidth, channels/groups, filters] →
 *   [batch, height', width', filters]`
 * - **Gradient** `∂x`: a convolution of ∂y; `∂w`: one of ∂y with x
 * - **Throws** `ShapeError`, `DtypeError`, `ContractError` when the node is built, if shapes do not fit, inputs are no floats, or an
 *   option is out of range
 * - **Source** Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016, §4
 *
 * @example
 * const x = constant([[[[1], [2]]]]), w = constant([[[[1]], [[10]]]]); // one row of two weights
 * read(reshape(convTranspose2d(x, w, { stride: 2 }), [4])).toArray() // => [1, 10, 2, 20]
 */
export function convTranspose2d<X extends Shape, W extends Shape, const O extends ConvOptions = object>(
  x: Node<X>,
  w: Node<W> & Convolves<'convTranspose2d', X, W, 4, O>,
  options?: O,
): Node<Convolved<X, W, O>> {
  const convolving = convolvingOf('convTranspose2d', [x as Node, w as Node], options);
  checkChannels(x.shape, w.shape, convolving);
  const turned = channelsSwapped(w as Node, convolving);
  return transposedConvolution(x as Node, turned, convolving) as never;
}

/** The transpose of a convolution, with weights whose channels are swapped. */
export function transposedConvolution(x: Node, turned: Node, convolving: Convolving): Node {
  return convolutionInput(x, turned, convolving, (y, w) => largerShape(y, w, convolving));
}

/** The weights of the convolution that this one is the transpose of: in each group, channels and filters change places. */
function channelsSwapped(w: Node, { groups }: Convolving): Node {
  const [height, width, channels, filters] = w.shape as readonly number[] as [number, number, number, number];
  const apart = reshape(w, [height, width, channels, groups, filters / groups]);
  return reshape(transpose(apart, [0, 1, 4, 3, 2]), [height, width, filters / groups, groups * channels]);
}

function largerShape(y: Shape, w: Shape, { stride, dilation, padding, groups }: Convolving): Shape {
  const spatial = y.slice(1, -1).map((size, axis) => {
    const [step, sides] = [stride[axis]!, padding[axis]!];
    if (sides === 'same') return timesSize(size, step, 0);
    const [before, after] = sides === 'valid' ? [0, 0] : sides;
    return timesSize(size, step, spanOf(w[axis] as number, dilation[axis]!) - step - before - after);
  });
  return [y[0]!, ...spatial, (w.at(-2) as number) * groups];
}

/** A size times a number, and some more; a name that says so for an axis with a name. */
function timesSize(size: number | string, times: number, more: number): number | string {
  if (typeof size === 'number') return size * times + more;
  const product = productOfSizes([size, times]);
  return more === 0 ? product : `${product}${more < 0 ? '' : '+'}${more}`;
}
