import { becomes, broadcastLike, type Node, type Register, reshape, state, whenTraining, where } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/author';
import { asDeclared } from '@thalweg/graph/portable';
import {
  allocate,
  ContractError,
  DtypeError,
  sameShape,
  type Shape,
  ShapeError,
  sizeOf,
  type Sizes,
  tensor,
} from '@thalweg/tensor';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import { layerIdentity } from '../layer-parts/layer-identity.ts';
import type { Carry } from './recurrent-cell.ts';
import type { StatefulOptions } from './recurrent-options.ts';

/** The carries that the cells of a layer begin with, and the rules that keep them. */
export interface Beginnings<C extends Carry> {
  /** The carry that a cell begins with, in place of zeros. */
  readonly begin: (cell: number, zeros: C, x: Node) => C;
  /** The rules that a step fires, for the carries after the last step. */
  readonly rules: (carries: readonly C[]) => Node[];
}

/** Options of the beginnings of a layer. */
interface BeginningOptions<C extends Carry> {
  readonly init: C | readonly C[] | undefined;
  readonly stateful: StatefulOptions | true | undefined;
}

/**
 * Returns the beginnings of so many cells: given ones, those that were kept, or zeros.
 *
 * - **Throws** `ContractError` for another number of given carries, or for both options at once
 */
export function beginningsOf<C extends Carry>(
  kind: string,
  { init, stateful }: BeginningOptions<C>,
  cells: number,
): Beginnings<C> {
  if (init === undefined)
    return stateful === undefined ? { begin: (_, zeros) => zeros, rules: () => [] } : keptBeginnings(stateful);
  if (stateful !== undefined)
    throw new ContractError(kind, 'a layer must have init or stateful', 'both', 'Leave one of them out.');
  const carries = Array.isArray(init) ? (init as readonly C[]) : [init as C];
  if (carries.length !== cells)
    throw new ContractError(
      kind,
      `init must have a carry for each of ${cells} cells`,
      String(carries.length),
      'They are in the order of cells.',
    );
  return { begin: (cell, zeros) => fitted(kind, carries[cell]!, zeros), rules: () => [] };
}

function keptBeginnings<C extends Carry>(given: StatefulOptions | true): Beginnings<C> {
  const options = optionsOf('stateful', given === true ? {} : given, { rows: undefined, reset: undefined });
  const kept: KeptCarry<C>[] = [];
  return {
    begin: (cell, zeros, x) => (kept[cell] ??= create(x, zeros, options)).begin(zeros),
    rules: carries => carries.flatMap((carry, cell) => kept[cell]!.rules(carry)),
  };
}

function create<C extends Carry>(x: Node, zeros: C, options: StatefulOptions): KeptCarry<C> {
  const { name, join } = layerIdentity('carry', x);
  const kept = keptCarry(name, zeros, options);
  join(kept.first);
  return kept;
}

/** A given carry with the names and shapes of zeros; one value for all sequences is repeated. */
function fitted<C extends Carry>(kind: string, given: C, zeros: C): C {
  const [found, wanted] = [given, zeros].map(carry => Object.keys(carry ?? {}).sort().join(', ')); // prettier-ignore
  if (found !== wanted)
    throw new ContractError(
      kind,
      `init must have the nodes ${wanted}`,
      found === '' ? printed(given) : found!,
      'Check it.',
    );
  const parts = Object.entries(zeros).map(([name, zero]) => [name, shapedLike(nodeOf(kind, given[name]!), zero)]);
  return Object.fromEntries(parts) as C;
}

function shapedLike(x: Node, like: Node): Node {
  if (sameShape(x.shape, like.shape)) return x;
  const isFixed = x.shape.length === like.shape.length && x.shape.every(size => typeof size === 'number');
  return isFixed ? asDeclared(x, like) : broadcastLike(x, like);
}

/** States that hold a carry between the windows of a training. */
interface KeptCarry<C extends Carry> {
  /** One of the states. */
  readonly first: Node;
  /** The carry to begin a window with, in place of zeros. */
  readonly begin: (zeros: C) => C;
  /** The rules by which a step keeps the carry that a window ended with. */
  readonly rules: (last: C) => Node[];
}

/** Creates the states of a carry, with the name of their owner. */
function keptCarry<C extends Carry>(name: string, zeros: C, { rows, reset }: StatefulOptions): KeptCarry<C> {
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
