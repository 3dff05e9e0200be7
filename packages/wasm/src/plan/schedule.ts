import type { LoopKernel, Commit, Slot } from '@thalweg/graph/engine';
import { sameShape } from '@thalweg/tensor';
import { codeOf } from '../emit/loop-emitters.ts';
import { isVector } from '../emit/vector.ts';
import { fusionGroupFor, MOST, type FusionGroup } from '../ir/fusion-group.ts';
import { readBy, writtenBy, type GroupItem, type ScheduleItem } from '../ir/schedule-item.ts';
import { isAlias, storedIn } from '../ir/stored-in.ts';
import type { ScanBodies } from '../scan/scan-bodies.ts';
import { scanItem } from '../scan/scan-item.ts';
import type { Among } from '../threads/cut.ts';
import { fuseReductions } from './fuse-reductions.ts';
import { productItem } from './product-item.ts';
import { reductionItem } from './reduction-item.ts';

/** The items of a plan, in an order in which each comes after all that it reads. */
export function scheduleOf(
  order: readonly Slot[],
  commits: readonly Commit[],
  bodies: ScanBodies,
  among?: Among,
): ScheduleItem[] {
  const scans = new Set<Slot>();
  const items: ScheduleItem[] = [];
  const open = new Set<ScheduleItem>();
  for (const slot of order) {
    if (isAlias(slot)) continue;
    // The loop of a compiled scan writes its results.
    if (isResult(slot) && scans.has(slot.inputs[0]!)) continue;
    const item = itemOf(slot, bodies);
    if (item.kind === 'scan') scans.add(slot);
    const reads = readBy(item);
    const joined = item.kind === 'group' && isOpen(item) ? joinable(item, open) : undefined;
    close(open, reads, joined);
    if (joined !== undefined) {
      joined.group.add(slot);
      items.splice(items.indexOf(joined), 1);
      items.push(joined);
      continue;
    }
    items.push(item);
    if (item.kind === 'group' && isOpen(item)) open.add(item);
  }
  const outside = [...order.filter(({ roots }) => roots > 0), ...commits.flatMap(({ rule }) => [rule, ...rule.inputs])];
  const wanted = new Set(outside.map(storedIn));
  const fused = fuseReductions(items, wanted, among);
  dropUnread(fused, wanted);
  return fused;
}

/** Closes groups that another item reads: they stay where they are computed. */
function close(open: Set<ScheduleItem>, reads: readonly Slot[], except?: ScheduleItem): void {
  for (const other of open)
    if (other !== except && other.kind === 'group' && reads.some(one => other.group.roots.has(one))) open.delete(other);
}

/** Makes groups not store values that only their own loops read, and drops those that then store nothing. */
function dropUnread(items: ScheduleItem[], wanted: ReadonlySet<Slot>): void {
  const read = new Set(wanted);
  for (let at = items.length - 1; at >= 0; at--) {
    const item = items[at]!;
    if (item.kind === 'group' || item.kind === 'reduction') {
      const { roots } = item.group;
      for (const root of roots.keys()) if (!read.has(root)) roots.delete(root);
      if (!writtenBy(item).some(slot => read.has(slot))) {
        items.splice(at, 1);
        continue;
      }
    }
    for (const slot of readBy(item)) read.add(slot);
  }
}

/** True if others can be computed in its group: in vectors, or number by number if there is but one. */
function isOpen({ group, vector }: GroupItem): boolean {
  return vector || group.shape.length === 0;
}

/** An open group that a slot can be computed in: of its shape, and with room for it. */
function joinable({ group, vector }: GroupItem, open: ReadonlySet<ScheduleItem>): GroupItem | undefined {
  for (const item of [...open].reverse()) {
    if (item.kind !== 'group' || item.vector !== vector) continue;
    const other = item.group;
    if (!sameShape(group.shape, other.shape) || other.steps.length + group.steps.length > MOST.steps) continue;
    const fresh = group.leaves.filter(({ slot: read }) => !other.roots.has(read));
    if (other.leaves.length + fresh.length > MOST.leaves) continue;
    if (vector ? sharesElements(group, other) : roundsAlike(group, other)) return item;
  }
  return undefined;
}

/** True if two groups in vectors have elements in common, so that one loop has less to read. */
function sharesElements(group: FusionGroup, other: FusionGroup): boolean {
  const shares = group.leaves.some(
    ({ slot: read }) =>
      other.roots.has(read) || other.leaves.some(leaf => leaf.slot === read && read.shape!.length > 0),
  );
  return shares && onlyInPlace(group, other);
}

/** True if two groups of single numbers round alike, and both are computed in each pass, or both once. */
function roundsAlike(group: FusionGroup, other: FusionGroup): boolean {
  const { precision, leaves } = group;
  if (precision !== other.precision || (leaves.length === 0) !== (other.leaves.length === 0)) return false;
  // A group reads its own values before they are rounded to the dtype of a storage.
  return leaves.every(({ slot }) => !other.roots.has(slot) || slot.wire.dtype === precision);
}

/** True if the first group reads element by element all that the second one writes. */
function onlyInPlace(group: FusionGroup, other: FusionGroup): boolean {
  return [...other.roots.keys()].every(root => group.readsInPlace(root));
}

/** True for a result of a scan. */
function isResult({ wire }: Slot): boolean {
  const { kernel } = wire.rule!;
  return kernel.kind === 'loop' && kernel.loop === 'scanPart';
}

function itemOf(slot: Slot, bodies: ScanBodies): ScheduleItem {
  const { kernel } = slot.wire.rule!;
  const body = bodies.of(slot);
  const scan = body && scanItem(slot, body, order => scheduleOf(order, [], bodies));
  if (scan !== undefined) return scan;
  if (kernel.kind === 'loop') return loopItem(slot, kernel);
  const group = fusionGroupFor(slot);
  group.add(slot);
  return { kind: 'group', group, vector: isVector(group) };
}

function loopItem(slot: Slot, kernel: LoopKernel): ScheduleItem {
  const interpreted: ScheduleItem = { kind: 'interpret', slot };
  if (kernel.loop === undefined) return interpreted;
  if (kernel.loop === 'contraction' && [slot, ...slot.inputs].every(({ wire }) => wire.dtype === 'float32'))
    return productItem(slot);
  if (kernel.loop === 'reduce') {
    const reduction = reductionItem(slot, kernel.parameters);
    if (reduction !== undefined) return reduction;
  }
  const code = codeOf(slot, kernel);
  return code === undefined ? interpreted : { kind: 'loop', slot, name: kernel.loop, code };
}
