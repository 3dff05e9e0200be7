import * as graph from '@thalweg/graph';
import type { Node } from '@thalweg/graph';
import type { Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';

// Layers, without a node yet: `image.pipe(maxPool(2))`. The operations on nodes are in @thalweg/graph: `maxPool(x, 2)`.

/**
 * The largest element of each window as a layer, over images `[batch, height, width, channels]` or sequences.
 * The operation: {@link @thalweg/graph!maxPool | maxPool(x, size)}.
 *
 * @example
 * input('image', ['batch', 28, 28, 16]).pipe(maxPool(2)).shape // => ['batch', 14, 14, 16]
 */
export function maxPool<const N extends number | readonly number[], const O extends graph.MaxPoolOptions = object>(
  size: N,
  options?: O,
): <S extends Shape>(x: Node<S>) => Node<graph.Pooled<S, N, O>> {
  optionsOf<graph.MaxPoolOptions, Record<'stride' | 'dilation' | 'padding', undefined>>('maxPool', options, {
    stride: undefined,
    dilation: undefined,
    padding: undefined,
  });
  return x => graph.maxPool(x, size, options);
}

/**
 * The mean of each window as a layer, over images `[batch, height, width, channels]` or sequences.
 * The operation: {@link @thalweg/graph!averagePool | averagePool(x, size)}.
 *
 * @example
 * input('image', ['batch', 28, 28, 16]).pipe(averagePool(7)).shape // => ['batch', 4, 4, 16]
 */
export function averagePool<
  const N extends number | readonly number[],
  const O extends graph.AveragePoolOptions = object,
>(size: N, options?: O): <S extends Shape>(x: Node<S>) => Node<graph.Pooled<S, N, O>> {
  optionsOf<graph.AveragePoolOptions, Record<'stride' | 'dilation' | 'padding' | 'countPadding', undefined>>(
    'averagePool',
    options,
    { stride: undefined, dilation: undefined, padding: undefined, countPadding: undefined },
  );
  return x => graph.averagePool(x, size, options);
}

/**
 * The mean of each channel as a layer: images `[batch, height, width, channels]` or sequences become `[batch, channels]`.
 * The operation: {@link @thalweg/graph!globalAveragePool | globalAveragePool(x)}.
 *
 * @example
 * input('image', ['batch', 7, 7, 64]).pipe(globalAveragePool()).shape // => ['batch', 64]
 */
export function globalAveragePool(): <S extends Shape>(x: Node<S>) => Node<graph.GloballyPooled<S>> {
  return x => graph.globalAveragePool(x);
}

/**
 * As a layer, `factor` times as many elements along the axes of an image or a sequence: repeated, or interpolated with
 * `{ mode: 'bilinear' }`.
 * The operation: {@link @thalweg/graph!upsample | upsample(x, factor)}.
 *
 * @example
 * input('image', ['batch', 7, 7, 64]).pipe(upsample(2)).shape // => ['batch', 14, 14, 64]
 */
export function upsample<const F extends number | readonly number[]>(
  factor: F,
  options?: graph.UpsampleOptions,
): <S extends Shape>(x: Node<S>) => Node<graph.Upsampled<S, F>> {
  optionsOf('upsample', options, { mode: undefined });
  return x => graph.upsample(x, factor, options);
}
