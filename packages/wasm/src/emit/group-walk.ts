import type { Slot } from '@thalweg/graph/engine';
import { type DType, stridesOf } from '@thalweg/tensor';
import type { Amount } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import type { Functions } from '../lowering/functions.ts';
import type { FusionGroup } from '../lowering/fusion-group.ts';
import { type Nest, nestOf, type Walked } from '../loops/axes.ts';
import { timesRows } from '../loops/repeat.ts';
import { BYTES } from '../memory/address-space.ts';

/** The turns of the first loop of a walk. If the number of rows is in a local, they follow from that, and nothing else in the code does. */
export function turnsOf(f: Func, { lengths }: Nest, rows: Rows | undefined): Amount {
  return rows === undefined ? lengths[0]! : timesRows(f, rows.local, lengths[0]! / rows.count);
}

/** The walk over a group's leaves and then its roots. */
export interface GroupWalk {
  readonly nest: Nest;
  readonly walked: Walked;
  readonly dtypes: readonly DType[];
}

/** The walk over a group whose leaves and roots have their addresses in these locals. */
export function groupWalk({ shape, leaves, roots }: FusionGroup, addresses: readonly number[]): GroupWalk {
  const own = stridesOf(shape);
  const slots = [...roots.keys()];
  const dtypes = [...leaves.map(({ slot }) => slot), ...slots].map(({ wire }) => wire.dtype);
  return {
    nest: nestOf(shape, [...leaves.map(({ strides }) => strides), ...slots.map(() => own)]),
    walked: { addresses, bytes: dtypes.map(dtype => BYTES[dtype]) },
    dtypes,
  };
}

/** The surroundings of a group's loops: the function that they are written into, and the addresses of operands. */
export interface GroupSite {
  readonly f: Func;
  /** The local with the address of each leaf. */
  readonly leaves: readonly number[];
  /** The local with the address of each root. */
  readonly roots: readonly number[];
  readonly functions: Functions;
  /** The number of rows, where code for one number serves all from 2 on. */
  readonly rows?: Rows | undefined;
  /** The vectors of values that the function has stored, in locals: what comes after them need not wait until it can load them. */
  readonly kept?: Map<Slot, number[]> | undefined;
}

/** The local with the number of rows, and that number in this pass. */
export interface Rows {
  readonly local: number;
  readonly count: number;
}

/** The number of rows, if it is the first parameter. */
export function rowsIn([count]: readonly number[]): Rows | undefined {
  return count === undefined ? undefined : { local: 0, count };
}
