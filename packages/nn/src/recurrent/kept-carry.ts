import { becomes, reshape, state, whenTraining, where, type Node, type Register } from '@thalweg/graph';
import { asDeclared } from '@thalweg/graph/engine';
import { allocate, DtypeError, ShapeError, sizeOf, tensor, type Shape, type Sizes } from '@thalweg/tensor';
import type { Carry } from './recurrent-cell.ts';
import type { StatefulOptions } from './recurrent-options.ts';

/** States that hold a carry between the windows of a training. */
export interface KeptCarry<C extends Carry> {
  /** One of the states. */
  readonly first: Node;
  /** The carry to begin a window with, in place of zeros. */
  readonly begin: (zeros: C) => C;
  /** The rules by which a step keeps the carry that a window ended with. */
  readonly rules: (last: C) => Node[];
}

/** Creates the states of a carry, with the name of their owner. */
export function keptCarry<C extends Carry>(name: string, zeros: C, { rows, reset }: StatefulOptions): KeptCarry<C> {
  const states: [string, Register][] = Object.entries(zeros).map(([part, { shape, dtype }]) => {
    const sizes = fixed(rows === undefined ? shape : [rows, ...shape.slice(1)], shape);
    const first = tensor(allocate(dtype, sizeOf(sizes)), { shape: sizes });
    return [part, state(first, { name: `${name}/${part}` }) as Register];
  });
  if (reset !== undefined && reset.dtype !== 'bool')
    throw new DtypeError('stateful', [reset.dtype], 'reset must be bool', 'Compare it, as in greater(reset, 0).');
  return {
    first: states[0]![1] as Node,
    begin: given => {
      const begun = states.map(([part, kept]) => {
        const zero = given[part]!;
        const before = asDeclared(kept as Node, zero);
        const now = reset === undefined ? before : (where(along(reset, zero), zero, before) as Node);
        return [part, whenTraining(now, zero)];
      });
      return Object.fromEntries(begun) as C;
    },
    rules: last => states.map(([part, kept]) => becomes<Shape>(kept, reshape(last[part]!, kept.shape) as Node)),
  };
}

function fixed(shape: readonly (number | string)[], declared: readonly (number | string)[]): Sizes {
  if (shape.every(size => typeof size === 'number')) return shape as Sizes;
  throw new ShapeError(
    'stateful',
    [declared],
    'the carry must have fixed sizes',
    'Give the number of sequences: { rows: 16 }.',
  );
}

/** A scalar, or one value for each sequence, with axes of 1 for the rest of a carry. */
function along(reset: Node, carry: Node): Node {
  const { length } = reset.shape;
  return length === 0 ? reset : (reshape(reset, [...reset.shape, ...carry.shape.slice(length).map(() => 1)]) as Node);
}
