import type { Commit, Slot } from '@thalweg/graph/engine';
import { sameShape } from '@thalweg/tensor';
import type { LoopCode } from '../emit/loop-code.ts';
import { LOOPS } from '../emit/loops-by-name.ts';
import { isVector } from '../emit/vector.ts';
import type { ProductShape } from '../product/product-shape.ts';
import { groupFor, type Group } from './group.ts';
import type { PackedRight } from './packed-right.ts';
import { productUnit } from './product-unit.ts';
import { isAlias, storedIn } from './stored-in.ts';

/** What is computed in one go. */
export type Unit =
  | { readonly kind: 'group'; readonly group: Group; readonly vector: boolean }
  | { readonly kind: 'loop'; readonly slot: Slot; readonly name: string; readonly code: LoopCode }
  | {
      readonly kind: 'product';
      readonly slot: Slot;
      readonly a: Slot;
      readonly b: Slot;
      readonly shape: ProductShape;
      /** Where the shape says that B is packed. */
      readonly right?: PackedRight;
    }
  | { readonly kind: 'interpret'; readonly slot: Slot };

/** What is computed by code. */
export type CodeUnit = Exclude<Unit, { kind: 'interpret' }>;

/** A group takes so many steps and operands at most. */
const MOST = { steps: 64, leaves: 20 } as const;

/** The units of a plan, in an order in which each comes after all that it reads. */
export function unitsOf(order: readonly Slot[], commits: readonly Commit[]): Unit[] {
  const units: Unit[] = [];
  const open = new Set<Unit>();
  for (const slot of order) {
    if (isAlias(slot)) continue;
    const unit = unitOf(slot);
    const reads = readBy(unit);
    const joined = unit.kind === 'group' && isOpen(unit) ? joinable(unit, open) : undefined;
    // What has been read elsewhere stays where it is computed.
    for (const other of open)
      if (other !== joined && other.kind === 'group' && reads.some(one => other.group.roots.has(one)))
        open.delete(other);
    if (joined !== undefined) {
      add(joined.group, slot);
      units.splice(units.indexOf(joined), 1);
      units.push(joined);
      continue;
    }
    units.push(unit);
    if (unit.kind === 'group' && isOpen(unit)) open.add(unit);
  }
  dropUnread(units, [
    ...order.filter(({ roots }) => roots > 0),
    ...commits.flatMap(({ rule }) => [rule, ...rule.inputs]),
  ]);
  return units;
}

/** A value that only its own loop reads is not stored. */
function dropUnread(units: readonly Unit[], wanted: readonly Slot[]): void {
  const read = new Set([...units.flatMap(readBy), ...wanted.map(storedIn)]);
  for (const unit of units)
    if (unit.kind === 'group')
      for (const root of unit.group.roots.keys()) if (!read.has(root)) unit.group.roots.delete(root);
}

/** The slots whose storage a unit reads. */
export function readBy(unit: Unit): Slot[] {
  switch (unit.kind) {
    case 'group':
      return unit.group.leaves.map(({ slot }) => slot);
    case 'loop':
      return unit.code.reads.map(storedIn);
    case 'product':
      return [unit.a, unit.b];
    case 'interpret':
      return unit.slot.dependencies.map(storedIn);
  }
}

/** The slots whose storage a unit writes. */
export function writtenBy(unit: Unit): Slot[] {
  return unit.kind === 'group' ? [...unit.group.roots.keys()] : [unit.slot];
}

type GroupUnit = Extract<Unit, { kind: 'group' }>;

/** Whether others can be computed in its group: in vectors, or number by number if there is but one. */
function isOpen({ group, vector }: GroupUnit): boolean {
  return vector || group.shape.length === 0;
}

/** An open group that a slot can be computed in: of its shape, and with room for it. */
function joinable({ group, vector }: GroupUnit, open: ReadonlySet<Unit>): GroupUnit | undefined {
  for (const unit of [...open].reverse()) {
    if (unit.kind !== 'group' || unit.vector !== vector) continue;
    const other = unit.group;
    if (!sameShape(group.shape, other.shape) || other.steps.length + group.steps.length > MOST.steps) continue;
    const fresh = group.leaves.filter(({ slot: read }) => !other.roots.has(read));
    if (other.leaves.length + fresh.length > MOST.leaves) continue;
    if (vector ? sharesElements(group, other) : roundsAlike(group, other)) return unit;
  }
  return undefined;
}

/** Whether two groups in vectors have elements in common, so that one loop has less to read. */
function sharesElements(group: Group, other: Group): boolean {
  const shares = group.leaves.some(
    ({ slot: read }) =>
      other.roots.has(read) || other.leaves.some(leaf => leaf.slot === read && read.shape!.length > 0),
  );
  return shares && onlyInPlace(group, other);
}

/** Whether two groups of single numbers round alike, and both are computed in each pass, or both once. */
function roundsAlike(group: Group, other: Group): boolean {
  const { precision, leaves } = group;
  if (precision !== other.precision || (leaves.length === 0) !== (other.leaves.length === 0)) return false;
  // What a group has computed it reads as it was before it was stored.
  return leaves.every(({ slot }) => !other.roots.has(slot) || slot.wire.dtype === precision);
}

/** What the first group writes, the second must read element by element. */
function onlyInPlace(group: Group, other: Group): boolean {
  return [...other.roots.keys()].every(root => group.readsInPlace(root));
}

function add(group: Group, slot: Slot): void {
  const { kind } = slot.wire.rule!.kernel;
  if (kind === 'elementwise') group.add(slot);
  else if (kind === 'loop') group.addOuterProduct(slot);
  else group.addCopy(slot);
}

function unitOf(slot: Slot): Unit {
  const { kernel } = slot.wire.rule!;
  if (kernel.kind === 'loop') return loopUnit(slot, kernel.description ?? {});
  const group = groupFor(slot);
  add(group, slot);
  return { kind: 'group', group, vector: isVector(group) };
}

function loopUnit(slot: Slot, description: Readonly<Record<string, unknown>>): Unit {
  if ('contraction' in description && [slot, ...slot.inputs].every(({ wire }) => wire.dtype === 'float32'))
    return productUnit(slot) ?? { kind: 'interpret', slot };
  for (const name of Object.keys(description)) {
    const code = LOOPS[name]?.(slot, description);
    if (code !== undefined) return { kind: 'loop', slot, name, code };
  }
  return { kind: 'interpret', slot };
}
