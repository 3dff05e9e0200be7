import { stridesOf, type DType } from '@thalweg/tensor';
import type { Amount } from '../assembler/amount.ts';
import type { Func } from '../assembler/func.ts';
import type { FusionGroup } from '../ir/fusion-group.ts';
import { nestOf, type Nest, type Walked } from './axes.ts';
import { BYTES } from './elements.ts';
import type { Rows } from './group-site.ts';
import { timesRows } from './loops.ts';

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
