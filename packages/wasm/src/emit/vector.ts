import type { Amount } from '../assembler/amount.ts';
import type { Func } from '../assembler/func.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import type { FusionGroup } from '../ir/fusion-group.ts';
import { advanceEach, emitNest } from './axes.ts';
import type { GroupSite } from './group-site.ts';
import { groupWalk, turnsOf } from './group-walk.ts';
import { repeat } from './loops.ts';
import { VectorBody } from './vector-body.ts';

/** The number of vectors in a turn of a loop. */
const UNROLLED = 2;

/** True if a group can be computed four elements at a time: float32, with flags at most. */
export function isVector(group: FusionGroup): boolean {
  const dtypes = [...group.leaves.map(({ slot }) => slot), ...group.roots.keys()].map(({ wire }) => wire.dtype);
  return group.precision === 'float32' && dtypes.every(dtype => dtype === 'float32' || dtype === 'bool');
}

/** Writes the loops of a group over vectors of four float32. */
export function emitVector(group: FusionGroup, site: GroupSite): void {
  const { f, leaves, roots, rows } = site;
  const walk = groupWalk(group, [...leaves, ...roots]);
  const { nest, walked } = walk;
  const last = nest.lengths.length - 1;
  const inner = nest.lengths[last]!;
  const turns = turnsOf(f, nest, rows);
  const body = new VectorBody(group, site, walk);
  const move = (elements: number): void => advanceEach(f, walked, i => elements * nest.strides[i]![last]!);
  const row: Row = { f, body, move, elements: inner };
  emitNest(f, { ...nest, turns }, walked, last, () => {
    body.loadSame();
    if (last === 0 && typeof turns === 'object') emitSingleRow(row, turns.local, inner / rows!.count);
    else emitRow(row, last > 0);
  });
}

/** A row of the innermost loop. */
interface Row {
  readonly f: Func;
  readonly body: VectorBody;
  /** Moves the addresses by so many elements. */
  readonly move: (elements: number) => void;
  readonly elements: number;
}

/** Writes a row of so many elements, and moves the addresses to its end if another one follows. */
function emitRow(row: Row, isFollowed: boolean): void {
  const { body, move, elements } = row;
  const vectors = elements >> 2;
  const times = vectors >= 2 * UNROLLED ? Math.floor(vectors / UNROLLED) : 0;
  emitTurns(row, UNROLLED, times);
  const rest = vectors - times * UNROLLED;
  for (let vector = 0; vector < rest; vector++) body.write(vector, 4);
  if ((elements & 3) > 0) body.write(rest, elements & 3);
  if (isFollowed) move(elements - 4 * UNROLLED * times);
}

/** Writes a single row of as many elements as a local says, a multiple of `each`: so only some ends are possible. */
function emitSingleRow(row: Row, elements: number, each: number): void {
  const { f, body, move } = row;
  const vectors = each % (4 * UNROLLED) === 0 ? UNROLLED : 1;
  const times = f.local('i32');
  f.get(elements)
    .i32(4 * vectors)
    .op(i32.divU)
    .set(times);
  emitTurns(row, vectors, { local: times });
  if (each % 4 === 0) return;
  const lanes = each % 2 === 0 ? 2 : 1;
  const ends = f.local('i32');
  f.get(elements)
    .i32(3)
    .op(i32.and)
    .i32(lanes >> 1)
    .op(i32.shrU)
    .set(ends);
  repeat(f, { local: ends }, () => {
    body.write(0, lanes);
    move(lanes);
  });
}

/** Repeats so many vectors in a turn. */
function emitTurns({ f, body, move }: Row, vectors: number, times: Amount): void {
  repeat(f, times, () => {
    for (let vector = 0; vector < vectors; vector++) body.write(vector, 4);
    move(4 * vectors);
  });
}
