import type { Shape } from '@thalweg/tensor';
import type { Node } from '../node/node.ts';
import { operation } from '../protocol/operation.ts';

/** A size of a shape: fixed, or that of an axis of one of some values. */
export type SizeSource = number | { readonly like: number; readonly axis: number };

/**
 * A scalar in a shape whose sizes may be those of other values, of which only the shapes are used. It is a view: no elements
 * are stored for it where it is read through its strides.
 *
 * - **Shape** `value: [], likes: S, … → sizes`
 * - **Gradient** zero
 */
export function filled(value: Node, likes: readonly Node[], sizes: readonly SizeSource[]): Node {
  const apply = operation({
    name: 'full',
    shape: ([, ...shapes]): Shape =>
      sizes.map(size => (typeof size === 'number' ? size : shapes[size.like]![size.axis]!)),
    dtype: ([dtype]) => dtype!,
    kernel: {
      kind: 'view',
      shapeOnly: likes.map((_, like) => like + 1),
      strides: (_, __, output) => output.map(() => 0),
    },
    mapped: ([isValueMapped, ...isMapped]) => {
      if (isValueMapped) return undefined;
      const first = { like: isMapped.indexOf(true), axis: 0 };
      const later = sizes.map(size =>
        typeof size !== 'number' && isMapped[size.like] ? { ...size, axis: size.axis + 1 } : size,
      );
      return ([scalar, ...all]) => filled(scalar!, all, [first, ...later]);
    },
    call: ([scalar, ...all]) => ['filled', scalar, all, sizes],
    gradient: () => [undefined],
  });
  return apply(value, ...likes);
}
