import { ShapeError, type Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { mergeAxes, splitAxis } from './movement/merge-axes.ts';
import { rolling } from '../interpreter/parts.ts';
import { type Node, nodeOf } from '../node/node.ts';
import { operation } from '../protocol/operation.ts';
import { axisOf } from '../protocol/axes.ts';
import { numbersOf, wholeNumber } from '../shape/numbers.ts';

/** Options of {@link roll}. */
export interface RollOptions {
  /** The number of places that elements move towards the end, or one for each axis; a negative one moves to the start. */
  readonly shift: number | readonly number[];
  /** One axis or several, negative ones counted from the end; by default all elements roll as one flat list. */
  readonly axes?: number | readonly number[];
}

/**
 * The elements moved along axes; those that leave an axis at one end come back at the other.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x`: ∂y moved back
 * - **Throws** `ShapeError` unless the shifts are whole numbers, one for each axis
 *
 * @example
 * read(roll(constant([1, 2, 3]), { shift: 1 })).toArray() // => [3, 1, 2]
 */
export function roll<S extends Shape>(x: Node<S>, options: RollOptions): Node<S> {
  const { shift, axes } = optionsOf('roll', options, { shift: undefined, axes: undefined });
  const { shape } = nodeOf('roll', x as Node);
  const shifts = numbersOf('roll', 'shift', shift);
  for (const each of shifts) wholeNumber('roll', 'shift', each, shape);
  if (axes === undefined) return inOneLine(x as Node, shifts) as Node<S>;
  const listed = numbersOf('roll', 'axes', axes);
  if (listed.length !== shifts.length)
    throw new ShapeError('roll', [shape], `there must be a shift for each of ${listed.length} axes`, 'Give as many.');
  return listed.reduce<Node>((moved, axis, n) => rollAlong(moved, axisOf('roll', moved, axis), shifts[n]!), x) as Node<S>; // prettier-ignore
}

function inOneLine(x: Node, shifts: readonly number[]): Node {
  const { length } = x.shape;
  const shift = shifts.reduce((sum, each) => sum + each, 0);
  return splitAxis(rollAlong(mergeAxes(x, 0, length), 0, shift), 0, { like: x, from: 0, to: length });
}

function rollAlong(x: Node, axis: number, shift: number): Node {
  if (shift === 0) return x;
  const apply = operation({
    name: 'roll',
    shape: ([input]) => input!,
    kernel: rolling(axis, shift),
    mapped:
      () =>
      ([mapped]) =>
        rollAlong(mapped!, axis + 1, shift),
    call: ([input]) => ['roll', input, { shift, axes: axis }],
    gradient: upstream => [rollAlong(upstream, axis, -shift)],
  });
  return apply(x);
}
