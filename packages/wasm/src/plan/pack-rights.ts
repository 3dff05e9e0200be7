import type { Commit } from '@thalweg/graph/engine';
import type { BufferArena } from '../ir/buffer-arena.ts';
import type { ScheduleItem } from '../ir/schedule-item.ts';
import { packedBytes } from '../product/cut.ts';
import { packsRight } from '../product/emit-product.ts';
import { packRightsOf } from '../scan/scan-item.ts';

/** Makes products read packed right factors, if no step of the plan writes these and none is fed: weights in a prediction. */
export function packRights(
  items: readonly ScheduleItem[],
  commits: readonly Commit[],
  arena: BufferArena,
): ScheduleItem[] {
  const written = new Set(commits.map(({ register }) => register));
  return items.map(item => {
    if (item.kind === 'scan') return packRightsOf(item, arena);
    if (item.kind !== 'product' || !packsRight(item.shape)) return item;
    const { b, shape, batch } = item;
    if (batch?.strides[1]!.some(Boolean)) return item;
    const { rule, cell, shape: sizes } = b.wire;
    if (rule !== undefined || b.fed !== undefined || written.has(cell!)) return item;
    // One that may have other sizes would need a place for each.
    if (!sizes.every(Number.isInteger)) return item;
    const right = arena.packedRight(b, shape, packedBytes(shape.n, shape.k));
    return { ...item, right, shape: { ...shape, packedB: true } };
  });
}
