import type { Loops, Slot } from '@thalweg/graph/engine';
import { sameShape, sizeOf } from '@thalweg/tensor';
import { FusionGroup, type Reduced } from './fusion-group.ts';
import { ItemGraph } from './item-graph.ts';
import type { GroupItem, ReductionItem, ScheduleItem } from './schedule-item.ts';
import { storedIn } from '../runtime/slots.ts';
import { cutGroup, cutReduction } from './cut.ts';
import { Candidates } from './open-groups.ts';
import { keepsOrder, takesWholeLines, wholeReduction } from './reduction-work.ts';
import type { Target } from './target.ts';

/**
 * Makes reductions compute what only they read, in their own loops; makes those along the same axes share a loop if they
 * read the same elements; and has them store what they read as it is computed, where others read it too. No bit depends on it: formulas round as if their values were stored, and sums keep their order.
 */
export function fuseReductions(
  items: readonly ScheduleItem[],
  wanted: ReadonlySet<Slot>,
  target: Target,
): ScheduleItem[] {
  const reductions = items.filter(isReduction);
  if (reductions.length === 0) return [...items];
  const graph = new ItemGraph(items);
  const fused = new Map(reductions.map(item => [item, item]));
  const fusing = { graph, wanted, target, fused };
  for (const item of items) if (item.kind === 'group' && item.vector) computeInside(item, fusing);
  const shared = shareLoops([...fused.values()], graph, target);
  for (const item of shared) joinProducers(item, fusing);
  return graph.sorted();
}

function isReduction(item: ScheduleItem): item is ReductionItem {
  return item.kind === 'reduction';
}

interface Fusing {
  readonly graph: ItemGraph;
  /** The values that are read after the pass. */
  readonly wanted: ReadonlySet<Slot>;
  readonly target: Target;
  /** Each reduction, with the one in its place. */
  readonly fused: Map<ReductionItem, ReductionItem>;
}

/** Moves those values of a group into reductions that nothing else reads. */
function computeInside(producer: GroupItem, fusing: Fusing): void {
  const { graph, fused, wanted } = fusing;
  const moved = new Set<Slot>();
  const known = new Map<Slot, boolean>();
  // Reductions take the place of reductions, so this stays the same.
  const isStored = (slot: Slot): boolean => {
    const stored = known.get(slot) ?? (wanted.has(slot) || !graph.readersOf(slot).every(isReduction));
    known.set(slot, stored);
    return stored;
  };
  for (const slot of producer.group.roots.keys()) {
    const readers = graph.readersOf(slot);
    if (wanted.has(slot) || readers.length === 0 || !readers.every(isReduction)) continue;
    const rebuilt = readers.map(reader => withFormula(reader, { slot, producer, isStored }, fusing));
    if (rebuilt.includes(undefined)) continue;
    moved.add(slot);
    readers.forEach((reader, n) => {
      graph.replace([reader], rebuilt[n]!);
      fused.set(reader, rebuilt[n]!);
    });
  }
  if (moved.size > 0) graph.replace([producer], remainder(producer, fusing));
}

/** A value of a group, to compute inside a reduction. */
interface Inside {
  readonly slot: Slot;
  readonly producer: GroupItem;
  /** True for a value of the group that is stored in any case: it is read. */
  readonly isStored: (slot: Slot) => boolean;
}

/** A reduction that computes the value that it reads; none if that does not pay, or would change its order. */
function withFormula(
  { reduction }: ReductionItem,
  { slot, producer, isStored }: Inside,
  { target }: Fusing,
): ReductionItem | undefined {
  if (!sameShape(producer.group.shape, domainOf(reduction.results))) return undefined;
  const members = membersOf(producer.group, [slot], isStored);
  const [[result, { name }]] = [...reduction.results] as [[Slot, Reduced]];
  const item = reductionOf(members, { ...reduction, results: new Map([[result, name]]) }, target);
  if (item === undefined) return undefined;
  const isRepeated = members.length > 1;
  if (isRepeated && item.group.steps.some(({ instruction }) => target.isExpensive(instruction.name))) return undefined;
  return isBestLeft(item, producer, target) ? undefined : item;
}

/** The group that computes what others than reductions still read; none if that is nothing. */
function remainder({ group, vector }: GroupItem, { graph, wanted }: Fusing): GroupItem | undefined {
  const isStored = (slot: Slot): boolean => wanted.has(slot) || graph.readersOf(slot).length > 0;
  const stored = [...group.roots.keys()].filter(isStored);
  if (stored.length === 0) return undefined;
  const kept = new FusionGroup(group.shape, group.precision);
  for (const slot of membersOf(group, stored, () => false)) kept.add(slot);
  return { kind: 'group', group: kept, vector };
}

/** Slots of a group and those of its slots that they follow from, in their order; what is stored is read. */
function membersOf(
  { roots }: FusionGroup,
  wanted: readonly Slot[],
  isStored: (slot: Slot) => boolean,
): readonly Slot[] {
  const found = new Set(wanted);
  for (const slot of found)
    for (const read of slot.dependencies.map(storedIn)) if (roots.has(read) && !isStored(read)) found.add(read);
  return [...roots.keys()].filter(slot => found.has(slot));
}

/** Reductions by the slots of their results, with their names. */
interface Named {
  readonly from: number;
  readonly to: number;
  readonly results: ReadonlyMap<Slot, Reduced['name']>;
}

/**
 * Reductions of slots that a group computes or reads; none if there are too many, or sums would change their order. Of the
 * slots only some are stored.
 */
function reductionOf(
  members: readonly Slot[],
  { from, to, results }: Named,
  { most, hasCode, reductions }: Target,
  stored: ReadonlySet<Slot> = new Set(),
): ReductionItem | undefined {
  const group = new FusionGroup(domainOf(results), 'float32');
  for (const slot of members) group.add(slot);
  for (const slot of members) if (!stored.has(slot)) group.roots.delete(slot);
  const reduced = [...results].map(
    ([result, name]) => [result, { name, value: group.valueOf(storedIn(result.inputs[0]!)) }] as const,
  );
  const reduction = { from, to, results: new Map(reduced) };
  const fits = group.steps.length <= most.steps && group.leaves.length <= most.leaves && results.size <= most.results;
  const native = group.steps.every(({ instruction: { name } }) => hasCode(name, true));
  if (!fits || !native || !keepsOrder(wholeReduction(group, reduction), reductions!.registers)) return undefined;
  return { kind: 'reduction', group, members, reduction };
}

function domainOf(results: ReadonlyMap<Slot, unknown>): readonly number[] {
  const [first] = [...results.keys()];
  return first!.inputs[0]!.shape!;
}

/** Makes reductions share loops: each with the first of the last ones with elements in common that it can share one with. */
function shareLoops(reductions: readonly ReductionItem[], graph: ItemGraph, target: Target): readonly ReductionItem[] {
  const open: ReductionItem[] = [];
  const hasRoom = (at: number): boolean => open[at]!.reduction.results.size < target.most.results;
  const byElements = new Candidates<Slot, number>(hasRoom);
  for (const item of reductions) {
    const read = elementsOf(item);
    const near = new Set(read.flatMap(slot => byElements.of(slot)));
    let place = -1;
    for (const at of [...near].sort((a, b) => a - b)) {
      const merged = merge(open[at]!, item, graph, target);
      if (merged === undefined) continue;
      graph.replace([open[at]!, item], merged);
      open[at] = merged;
      place = at;
      break;
    }
    if (place < 0) place = open.push(item) - 1;
    if (hasRoom(place)) for (const slot of read) if (!byElements.of(slot).includes(place)) byElements.add(slot, place);
  }
  return open;
}

/** The values that a reduction reads all elements of, one by one. */
function elementsOf({ group: { leaves, shape } }: ReductionItem): Slot[] {
  return leaves.flatMap(({ slot }) => (sizeOf(slot.shape!) === sizeOf(shape) ? [slot] : []));
}

/** True if two reductions along the same axes read the same elements, and their results are not too many for one loop. */
function haveElementsInCommon(a: ReductionItem, b: ReductionItem, { most }: Target): boolean {
  const alike = a.reduction.from === b.reduction.from && a.reduction.to === b.reduction.to;
  if (!alike || !sameShape(a.group.shape, b.group.shape)) return false;
  if (a.reduction.results.size + b.reduction.results.size > most.results) return false;
  return elementsOf(a).some(slot => b.group.leaves.some(leaf => leaf.slot === slot));
}

function merge(a: ReductionItem, b: ReductionItem, graph: ItemGraph, target: Target): ReductionItem | undefined {
  if (!haveElementsInCommon(a, b, target) || graph.dependsOn(a, b) || graph.dependsOn(b, a)) return undefined;
  return reductionOf([...new Set([...a.members, ...b.members])], named(a, b), target);
}

function named(...items: readonly ReductionItem[]): Named {
  const [{ reduction }] = items as [ReductionItem];
  const results = items.flatMap(item => [...item.reduction.results]);
  return { ...reduction, results: new Map(results.map(([slot, { name }]) => [slot, name])) };
}

/** Moves groups into a reduction that reads what they write. The values of the groups are stored as before. */
function joinProducers(reduction: ReductionItem, { graph, wanted, target }: Fusing): void {
  let item = reduction;
  const producers = new Set(reduction.group.leaves.map(({ slot }) => graph.writerOf(slot)));
  for (const producer of producers) {
    if (producer?.kind !== 'group' || !producer.vector || !sameShape(producer.group.shape, item.group.shape)) continue;
    const slots = [...producer.group.roots.keys()];
    if (slots.some(slot => wanted.has(slot) || !item.group.readsInPlace(slot))) continue;
    const others = item.group.leaves.map(({ slot }) => graph.writerOf(slot)).filter(one => one !== producer);
    if (others.some(other => other !== undefined && graph.dependsOn(other, producer))) continue;
    const stored = new Set([...item.group.roots.keys(), ...slots]);
    const joined = reductionOf([...new Set([...slots, ...item.members])], named(item), target, stored);
    if (joined === undefined || isBestLeft(joined, producer, target)) continue;
    if (!takesWholeLines(wholeReduction(joined.group, joined.reduction), target.reductions!.registers)) continue;
    graph.replace([producer, item], joined);
    item = joined;
  }
}

/** True if several threads can compute a group, but not the reduction that it would be computed in. */
function isBestLeft({ group, reduction }: ReductionItem, producer: GroupItem, { among }: Target): boolean {
  if (among === undefined || cutReduction(group, reduction, among) !== undefined) return false;
  return cutGroup(producer.group, among) !== undefined;
}

/** The reduction of a stored value in vectors; none if that is not of float32, or for a product. */
export function reductionItem(slot: Slot, { reducer: name, from, to }: Loops['reduce']): ReductionItem | undefined {
  const input = slot.inputs[0]!;
  if (input.wire.dtype !== 'float32' || name === 'prod') return undefined;
  const group = new FusionGroup(input.shape!, 'float32');
  const value = group.valueOf(storedIn(input));
  return {
    kind: 'reduction',
    group,
    members: [],
    reduction: { from, to, results: new Map([[slot, { name, value }]]) },
  };
}
