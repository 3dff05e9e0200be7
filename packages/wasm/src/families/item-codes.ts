import { rowsIn } from '../emit/group-walk.ts';
import { emitScalars } from '../emit/scalars.ts';
import { emitVector } from '../emit/vector.ts';
import { groupAlike, leafInPlace, rowsOf, sizesOfGroup } from '../lowering/group-sizes.ts';
import type { ItemCode } from '../lowering/item-code.ts';
import type { GroupItem, LoopItem } from '../lowering/schedule-item.ts';

/** The code of groups. */
export const groupItems: ItemCode<GroupItem> = {
  sizesOf: ({ group }, places) => sizesOfGroup(group, places),
  similar: {
    addressed: ({ group }, inPlace) => [
      ...group.leaves.map(({ slot }) => slot),
      ...[...group.roots.keys()].filter(root => leafInPlace(group, root, inPlace) < 0),
    ],
    alike: ({ group, vector }, sizeArguments, inPlace) =>
      `group ${vector};${groupAlike(group, sizeArguments, root => leafInPlace(group, root, inPlace))}`,
  },
  write: (f, { group, vector }, { inPlace, functions, kept }, { addresses, sizeArguments }) => {
    let next = group.leaves.length;
    const leaves = addresses.slice(0, next);
    // A root that is written into a buffer that the group reads has the same address.
    const roots = [...group.roots.keys()].map(root => leaves[leafInPlace(group, root, inPlace)] ?? addresses[next++]!);
    const site = { f, leaves, roots, functions, rows: rowsIn(sizeArguments), kept };
    (vector ? emitVector : emitScalars)(group, site);
  },
};

/** The code of loops of known kinds. */
export const loopItems: ItemCode<LoopItem> = {
  sizesOf: ({ slot, code }, places) => {
    const shapes = [slot, ...slot.inputs].map(({ shape }) => shape!);
    const own = [places.placeOf(slot), code.scratch && places.scratch];
    if (code.sizes !== undefined) {
      const { given, alike } = code.sizes;
      return { sizeArguments: given, key: () => JSON.stringify(['sizes', own, code.reads.map(places.placeOf), alike]) };
    }
    if (code.rows === undefined) return rowsOf(undefined, shapes, () => own);
    return rowsOf({ rows: code.rows, axes: code.axes ?? 1 }, shapes.slice(1), () => own);
  },
  scratchOf: ({ code }, lanes = 4) => Math.max(code.scratch ?? 0, code.scratchOf?.(lanes) ?? 0),
  write: (f, { slot, code }, { kernels, functions, addressOf, scratch, fail }, { sizeArguments }) => {
    const reads = code.reads.map(read => addressOf(f, read));
    const output = addressOf(f, slot);
    const needed = code.needs?.(kernels) ?? -1;
    const sizes = sizeArguments.map((_, n) => n);
    const site = { kernels, functions, reads, output, scratch, needed, rows: sizes[0], sizes };
    code.emit(f, { ...site, fail: () => f.call(fail) });
  },
};
