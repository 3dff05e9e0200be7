import type { Slot } from '@thalweg/graph/engine';
import { readBy, writtenBy, type ScheduleItem } from './schedule-item.ts';

/** The most items that a search for a dependence looks at. Without a bound, a pass of 10,000 nodes took up to 67 s. */
const MOST_SEARCHED = 256;

/** Items in an order, and which of them read what others write. */
export class ItemGraph {
  /** The items with their places in the order. */
  readonly #places = new Map<ScheduleItem, number>();
  readonly #writers = new Map<Slot, ScheduleItem>();
  readonly #readers = new Map<Slot, Set<ScheduleItem>>();
  /** A number for each item: larger than those of all that it reads from. */
  readonly #levels = new Map<ScheduleItem, number>();

  constructor(items: readonly ScheduleItem[]) {
    for (const [place, item] of items.entries()) this.#add(item, place);
  }

  /** The item that writes a value; none for a source. */
  writerOf(slot: Slot): ScheduleItem | undefined {
    return this.#writers.get(slot);
  }

  /** The items that read a value. */
  readersOf(slot: Slot): readonly ScheduleItem[] {
    return [...(this.#readers.get(slot) ?? [])];
  }

  /** Puts an item, if there is one, in the place of the last of others. */
  replace(former: readonly ScheduleItem[], item: ScheduleItem | undefined): void {
    const place = Math.max(...former.map(one => this.#places.get(one)!));
    for (const one of former) {
      this.#places.delete(one);
      this.#levels.delete(one);
      for (const slot of readBy(one)) this.#readers.get(slot)?.delete(one);
      for (const slot of writtenBy(one)) this.#writers.delete(slot);
    }
    if (item === undefined) return;
    this.#add(item, place);
    this.#raiseReaders(item);
  }

  #add(item: ScheduleItem, place: number): void {
    this.#places.set(item, place);
    this.#levels.set(item, this.#levelOf(item));
    for (const slot of writtenBy(item)) this.#writers.set(slot, item);
    for (const slot of readBy(item)) {
      const readers = this.#readers.get(slot);
      if (readers === undefined) this.#readers.set(slot, new Set([item]));
      else readers.add(item);
    }
  }

  /**
   * True if an item depends on another one, perhaps through others. It is true too where the search would take long: two items
   * that are so far from each other are best left apart.
   */
  dependsOn(item: ScheduleItem, other: ScheduleItem): boolean {
    const lowest = this.#levels.get(other)!;
    const found = new Set([item]);
    for (const one of found) {
      if (found.size > MOST_SEARCHED) return true;
      for (const slot of readBy(one)) {
        const writer = this.#writers.get(slot);
        if (writer === other) return true;
        if (writer !== undefined && this.#levels.get(writer)! > lowest) found.add(writer);
      }
    }
    return false;
  }

  /** The items, each after all that it reads; otherwise by their places. */
  sorted(): ScheduleItem[] {
    const done = new Set<ScheduleItem>();
    const byPlace = [...this.#places].sort(([, a], [, b]) => b - a).map(([item]) => item);
    // An explicit stack: each item can depend on very many others.
    const stack = byPlace;
    while (stack.length > 0) {
      const item = stack.at(-1)!;
      const missing = done.has(item) ? [] : this.#before(item).filter(one => !done.has(one));
      if (missing.length > 0) {
        stack.push(...missing.reverse());
        continue;
      }
      done.add(item);
      stack.pop();
    }
    return [...done];
  }

  /** The items whose values an item reads. */
  #before(item: ScheduleItem): ScheduleItem[] {
    const before = new Set<ScheduleItem>();
    for (const slot of readBy(item)) {
      const writer = this.#writers.get(slot);
      if (writer !== undefined && writer !== item) before.add(writer);
    }
    return [...before];
  }

  #levelOf(item: ScheduleItem): number {
    let level = 0;
    for (const slot of readBy(item)) {
      const writer = this.#writers.get(slot);
      if (writer !== undefined) level = Math.max(level, this.#levels.get(writer)! + 1);
    }
    return level;
  }

  /** Gives all that read from an item a level above its own. */
  #raiseReaders(item: ScheduleItem): void {
    const stack = [item];
    while (stack.length > 0) {
      const top = stack.pop()!;
      const level = this.#levels.get(top)!;
      for (const slot of writtenBy(top))
        for (const reader of this.#readers.get(slot) ?? []) {
          if (reader === top || this.#levels.get(reader)! > level) continue;
          this.#levels.set(reader, level + 1);
          stack.push(reader);
        }
    }
  }
}
