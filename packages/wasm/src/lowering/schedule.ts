import type { Commit, LoopKernel, Slot } from '@thalweg/graph/engine';
import type { ScanBodies } from '../runtime/scan-bodies.ts';
import { isAlias, storedIn } from '../runtime/slots.ts';
import { fusionGroupFor, isVector } from './fusion-group.ts';
import { OpenGroups } from './open-groups.ts';
import { readBy, type ScheduleItem, writtenBy } from './schedule-item.ts';
import type { Target } from './target.ts';

/** All that the items of a pass depend on besides its slots. */
interface ScheduleSite {
  readonly bodies: ScanBodies;
  readonly target: Target;
}

/** The items of a pass, in an order in which each comes after all that it reads. */
export function scheduleOf(order: readonly Slot[], commits: readonly Commit[], site: ScheduleSite): ScheduleItem[] {
  const scans = new Set<Slot>();
  const items = new Set<ScheduleItem>();
  const open = new OpenGroups(site.target.most);
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
  const { target } = site;
  return withoutUnread(target.reductions?.fuse([...items], wanted, target) ?? [...items], wanted);
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
  const { kernel } = wire.operation!;
  return kernel.kind === 'loop' && kernel.loop === 'scanPart';
}

function itemOf(slot: Slot, site: ScheduleSite): ScheduleItem {
  const { kernel } = slot.wire.operation!;
  const body = site.bodies.of(slot);
  const within = { ...site.target, among: undefined };
  const scan =
    body && site.target.scans?.itemOf(slot, body, order => scheduleOf(order, [], { ...site, target: within }));
  if (scan !== undefined) return scan;
  if (kernel.kind === 'loop') return loopItem(slot, kernel, site.target);
  const group = fusionGroupFor(slot);
  group.add(slot);
  const vector = isVector(group);
  // It says so if code is missing.
  for (const { instruction } of group.steps) site.target.hasCode(instruction.name, vector);
  return { kind: 'group', group, vector };
}

function loopItem(slot: Slot, kernel: LoopKernel, target: Target): ScheduleItem {
  const interpreted: ScheduleItem = { kind: 'interpret', slot };
  if (kernel.loop === undefined) return interpreted;
  if (kernel.loop === 'contraction') {
    const product = target.products?.itemOf(slot, target.computing);
    if (product !== undefined) return product;
  }
  if (kernel.loop === 'reduce') {
    const reduction = target.reductions?.itemOf(slot, kernel.parameters);
    if (reduction !== undefined) return reduction;
  }
  const code = target.loop(slot, kernel);
  return code === undefined ? interpreted : { kind: 'loop', slot, name: kernel.loop, code };
}
