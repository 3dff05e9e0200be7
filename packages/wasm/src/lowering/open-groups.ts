import type { Slot } from '@thalweg/graph/engine';
import { sameShape } from '@thalweg/tensor';
import type { FusionGroup } from './fusion-group.ts';
import type { GroupItem } from './schedule-item.ts';
import type { Most } from './target.ts';

/**
 * The groups that formulas can still be computed in, as nothing that comes after them reads their values. They are found by
 * what they read and write: so the search takes the same time, however many there are.
 */
export class OpenGroups {
  /** The open groups, with their numbers in the order in which they were opened. */
  readonly #numbers = new Map<GroupItem, number>();
  readonly #writers = new Map<Slot, GroupItem>();
  readonly #vectors: Candidates<Slot, GroupItem>;
  /** Those of single numbers, by what they must agree in. */
  readonly #scalars: Candidates<string, GroupItem>;
  readonly #most: Most;
  #opened = 0;

  constructor(most: Most) {
    this.#most = most;
    const isOpen = (item: GroupItem): boolean => this.#numbers.has(item);
    this.#vectors = new Candidates(isOpen);
    this.#scalars = new Candidates(isOpen);
  }

  /** Opens a group, if others can be computed in it: in vectors, or number by number if there is but one. */
  open(item: GroupItem): void {
    if (!isJoinable(item)) return;
    this.#numbers.set(item, this.#opened++);
    if (!item.vector) this.#scalars.add(alikeOf(item.group), item);
    this.#note(item, 0);
  }

  /** Closes groups that another item reads: they stay where they are computed. */
  close(reads: readonly Slot[], except?: GroupItem): void {
    for (const slot of reads) {
      const writer = this.#writers.get(slot);
      if (writer !== undefined && writer !== except) this.#end(writer);
    }
  }

  /** The group opened last that a slot’s own group can be computed in: of its shape, and with room for it. */
  find(item: GroupItem): GroupItem | undefined {
    if (!isJoinable(item)) return undefined;
    const found = [...this.#candidates(item)].filter(other => other.vector === item.vector);
    found.sort((a, b) => this.#numbers.get(b)! - this.#numbers.get(a)!);
    return found.find(other => canJoin(item, other.group, this.#most));
  }

  /** Computes a slot in an open group. */
  join(item: GroupItem, slot: Slot): void {
    const { leaves } = item.group;
    const known = leaves.length;
    item.group.add(slot);
    this.#note(item, known);
  }

  #candidates({ group, vector }: GroupItem): Set<GroupItem> {
    if (!vector) return new Set(this.#scalars.of(alikeOf(group)));
    const found = new Set<GroupItem>();
    for (const { slot } of group.leaves) {
      const writer = this.#writers.get(slot);
      if (writer !== undefined) found.add(writer);
      for (const other of this.#vectors.of(slot)) found.add(other);
    }
    return found;
  }

  /** Notes what a group writes and reads, from one of its leaves on. */
  #note(item: GroupItem, from: number): void {
    const { leaves, roots, steps } = item.group;
    if (steps.length >= this.#most.steps) return this.#end(item);
    const last = [...roots.keys()].at(-1)!;
    this.#writers.set(last, item);
    if (!item.vector) return;
    for (const { slot } of leaves.slice(from)) if (slot.shape!.length > 0) this.#vectors.add(slot, item);
  }

  #end(item: GroupItem): void {
    this.#numbers.delete(item);
    for (const root of item.group.roots.keys()) this.#writers.delete(root);
  }
}

/** True if others can be computed in its group: in vectors, or number by number if there is but one. */
function isJoinable({ group, vector }: GroupItem): boolean {
  return vector || group.shape.length === 0;
}

/** Returns a key that two groups of single numbers must share: they round alike, and both are computed in each pass, or both once. */
function alikeOf({ precision, leaves }: FusionGroup): string {
  return `${precision}${leaves.length === 0 ? ' once' : ''}`;
}

/** True if a group of the same shape has room for another one, and may compute it. */
function canJoin({ group, vector }: GroupItem, other: FusionGroup, most: Most): boolean {
  if (!sameShape(group.shape, other.shape) || other.steps.length + group.steps.length > most.steps) return false;
  const fresh = group.leaves.filter(({ slot: read }) => !other.roots.has(read));
  if (other.leaves.length + fresh.length > most.leaves) return false;
  return vector ? sharesElements(group, other) : readsUnrounded(group, other);
}

/** True if two groups in vectors have elements in common, so that one loop has less to read. */
function sharesElements(group: FusionGroup, other: FusionGroup): boolean {
  const shares = group.leaves.some(
    ({ slot: read }) =>
      other.roots.has(read) || other.leaves.some(leaf => leaf.slot === read && read.shape!.length > 0),
  );
  return shares && onlyInPlace(group, other);
}

/** True if a group may compute another one: it reads its own values before they are rounded to the dtype of a storage. */
function readsUnrounded({ leaves, precision }: FusionGroup, other: FusionGroup): boolean {
  return leaves.every(({ slot }) => !other.roots.has(slot) || slot.wire.dtype === precision);
}

/** True if the first group reads element by element all that the second one writes. */
function onlyInPlace(group: FusionGroup, other: FusionGroup): boolean {
  return [...other.roots.keys()].every(root => group.readsInPlace(root));
}

/** The most candidates that are looked at under one key. */
const MOST_CANDIDATES = 32;

/**
 * Items to join others to, under keys of what they share. Of the items under a key it keeps the last ones only, so that a
 * search takes the same time however many there are; those that are closed are left out.
 */
export class Candidates<K, T> {
  readonly #byKey = new Map<K, T[]>();
  readonly #isOpen: (item: T) => boolean;

  constructor(isOpen: (item: T) => boolean) {
    this.#isOpen = isOpen;
  }

  add(key: K, item: T): void {
    const known = this.#byKey.get(key);
    if (known === undefined) this.#byKey.set(key, [item]);
    else if (known.push(item) > 2 * MOST_CANDIDATES) this.#byKey.set(key, this.#last(known));
  }

  /** The last open items under a key, in the order in which they were added. */
  of(key: K): readonly T[] {
    const known = this.#byKey.get(key);
    return known === undefined ? [] : this.#last(known);
  }

  #last(items: readonly T[]): T[] {
    return items.filter(this.#isOpen).slice(-MOST_CANDIDATES);
  }
}
