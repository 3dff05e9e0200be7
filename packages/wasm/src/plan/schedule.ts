import type { LoopKernel, Commit, Slot } from '@thalweg/graph/engine';
import type { Arithmetic } from '../assembler/func.ts';
import { codeOf } from '../emit/loop-emitters.ts';
import { isVector } from '../emit/vector.ts';
import { fusionGroupFor } from '../ir/fusion-group.ts';
import { readBy, writtenBy, type ScheduleItem } from '../ir/schedule-item.ts';
import { isAlias, storedIn } from '../ir/stored-in.ts';
import type { Products } from '../products.ts';
import type { ScanBodies } from '../scan/scan-bodies.ts';
import { scanItem } from '../scan/scan-item.ts';
import type { Among } from '../threads/cut.ts';
import { fuseReductions } from './fuse-reductions.ts';
import { OpenGroups } from './open-groups.ts';
import { productItem } from './product-item.ts';
import { reductionItem } from './reduction-item.ts';

/** The surroundings of a plan: all that its items depend on besides its slots. */
export interface ScheduleSite {
  readonly bodies: ScanBodies;
  /** The threads that compute it, if there are several. */
  readonly among?: Among | undefined;
  /** The arithmetic of products, if it is not plain. */
  readonly arithmetic?: Arithmetic | undefined;
  /** The library that computes some products, if there is one. */
  readonly products?: Products | undefined;
}

/** The items of a plan, in an order in which each comes after all that it reads. */
export function scheduleOf(order: readonly Slot[], commits: readonly Commit[], site: ScheduleSite): ScheduleItem[] {
  const scans = new Set<Slot>();
  const items = new Set<ScheduleItem>();
  const open = new OpenGroups();
  for (const slot of order) {
    if (isAlias(slot)) continue;
    // The loop of a compiled scan writes its results.
    if (isResult(slot) && scans.has(slot.inputs[0]!)) continue;
    const item = itemOf(slot, site);
    if (item.kind === 'scan') scans.add(slot);
    const joined = item.kind === 'group' ? open.find(item) : undefined;
    open.close(readBy(item), joined);
    if (joined !== undefined) {
      open.join(joined, slot);
      // It moves to the end.
      items.delete(joined);
      items.add(joined);
      continue;
    }
    items.add(item);
    if (item.kind === 'group') open.open(item);
  }
  const outside = [...order.filter(({ roots }) => roots > 0), ...commits.flatMap(({ rule }) => [rule, ...rule.inputs])];
  const wanted = new Set(outside.map(storedIn));
  return withoutUnread(fuseReductions([...items], wanted, site.among), wanted);
}

/** Makes groups not store values that only their own loops read, and leaves out those that then store nothing. */
function withoutUnread(items: readonly ScheduleItem[], wanted: ReadonlySet<Slot>): ScheduleItem[] {
  const read = new Set(wanted);
  const kept: ScheduleItem[] = [];
  for (let at = items.length - 1; at >= 0; at--) {
    const item = items[at]!;
    if (item.kind === 'group' || item.kind === 'reduction') {
      const { roots } = item.group;
      for (const root of roots.keys()) if (!read.has(root)) roots.delete(root);
      if (!writtenBy(item).some(slot => read.has(slot))) continue;
    }
    kept.push(item);
    for (const slot of readBy(item)) read.add(slot);
  }
  return kept.reverse();
}

/** True for a result of a scan. */
function isResult({ wire }: Slot): boolean {
  const { kernel } = wire.rule!;
  return kernel.kind === 'loop' && kernel.loop === 'scanPart';
}

function itemOf(slot: Slot, site: ScheduleSite): ScheduleItem {
  const { kernel } = slot.wire.rule!;
  const body = site.bodies.of(slot);
  const scan = body && scanItem(slot, body, order => scheduleOf(order, [], { ...site, among: undefined }));
  if (scan !== undefined) return scan;
  if (kernel.kind === 'loop') return loopItem(slot, kernel, site);
  const group = fusionGroupFor(slot);
  group.add(slot);
  return { kind: 'group', group, vector: isVector(group) };
}

function loopItem(slot: Slot, kernel: LoopKernel, site: ScheduleSite): ScheduleItem {
  const interpreted: ScheduleItem = { kind: 'interpret', slot };
  if (kernel.loop === undefined) return interpreted;
  if (kernel.loop === 'contraction') {
    const product = productItem(slot, site);
    if (product !== undefined) return product;
  }
  if (kernel.loop === 'reduce') {
    const reduction = reductionItem(slot, kernel.parameters);
    if (reduction !== undefined) return reduction;
  }
  const code = codeOf(slot, kernel, site.products);
  return code === undefined ? interpreted : { kind: 'loop', slot, name: kernel.loop, code };
}
