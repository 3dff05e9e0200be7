import type { Shape } from '@thalweg/tensor';
import type { Node } from '../../node/node.ts';
import { replaced } from '../../protocol/axes.ts';
import { operation } from '../../protocol/operation.ts';
import type { SizeSource } from '../../protocol/sizes-of-names.ts';
import { constant } from '../../sources/constant.ts';
import type { LoopOutput } from '../../wire/kernel.ts';
import { broadcastLike } from '../sum.ts';

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

/**
 * The positions along an axis of a value, from 0, as int32; only its shape is used.
 *
 * - **Shape** `x: […, n, …] → [n]`
 * - **Gradient** zero
 */
export function positions(x: Node, axis: number): Node {
  const apply = operation({
    name: 'positions',
    shape: ([input]): Shape => [input![axis]!],
    dtype: () => 'int32',
    kernel: {
      kind: 'loop',
      loop: 'positions',
      parameters: {},
      shapeOnly: [0],
      bind: (output: LoopOutput) => () => {
        const data = output.write();
        for (let i = 0; i < data.length; i++) data[i] = i;
      },
    },
    mapped: () => inputs => repeated(inputs, axis + 1),
    call: ([input]) => ['positions', input, axis],
    gradient: () => [undefined],
  });
  return apply(x);
}

/** The positions along an axis once for each element of the first one. */
function repeated(inputs: readonly Node[], axis: number): Node {
  const rows = [0, axis].map(each => ({ like: 0, axis: each }));
  return broadcastLike(positions(inputs[0]!, axis), filled(constant(0) as Node, inputs, rows));
}

/**
 * Zeros in the shape of another value, but of another size along an axis: a shape to broadcast to.
 *
 * - **Shape** `like: […, n, …] → […, size, …]`
 * - **Gradient** zero
 */
export function zerosAlong(like: Node, axis: number, size: number): Node {
  const apply = operation({
    name: 'zeros',
    shape: ([input]) => replaced(input!, axis, size),
    kernel: {
      kind: 'loop',
      loop: 'zeros',
      parameters: {},
      shapeOnly: [0],
      bind: output => () => void output.write().fill(0),
    },
    mapped:
      () =>
      ([all]) =>
        zerosAlong(all!, axis + 1, size),
    call: ([input]) => ['zerosAlong', input, axis, size],
    gradient: () => [undefined],
  });
  return apply(like);
}
