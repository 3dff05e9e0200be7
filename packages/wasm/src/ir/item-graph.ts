import type { Slot } from '@thalweg/graph/engine';
import { readBy, writtenBy, type ScheduleItem } from './schedule-item.ts';

/** Items in an order, and which of them read what others write. */
export class ItemGraph {
  /** The items with their places in the order. */
  readonly #places = new Map<ScheduleItem, number>();
  readonly #writers = new Map<Slot, ScheduleItem>();
  readonly #readers = new Map<Slot, Set<ScheduleItem>>();

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
      for (const slot of readBy(one)) this.#readers.get(slot)?.delete(one);
      for (const slot of writtenBy(one)) this.#writers.delete(slot);
    }
    if (item !== undefined) this.#add(item, place);
  }

  #add(item: ScheduleItem, place: number): void {
    this.#places.set(item, place);
    for (const slot of writtenBy(item)) this.#writers.set(slot, item);
    for (const slot of readBy(item)) {
      const readers = this.#readers.get(slot);
      if (readers === undefined) this.#readers.set(slot, new Set([item]));
      else readers.add(item);
    }
  }

  /** True if an item depends on another one, perhaps through others. */
  dependsOn(item: ScheduleItem, other: ScheduleItem): boolean {
    const found = new Set([item]);
    for (const one of found)
      for (const slot of readBy(one)) {
        const writer = this.#writers.get(slot);
        if (writer === other) return true;
        if (writer !== undefined) found.add(writer);
      }
    return false;
  }

  /** The items, each after all that it reads; otherwise by their places. */
  sorted(): ScheduleItem[] {
    const done = new Set<ScheduleItem>();
    const visit = (item: ScheduleItem): void => {
      if (done.has(item)) return;
      for (const slot of readBy(item)) {
        const writer = this.#writers.get(slot);
        if (writer !== undefined && writer !== item) visit(writer);
      }
      done.add(item);
    };
    const byPlace = [...this.#places].sort(([, a], [, b]) => a - b);
    for (const [item] of byPlace) visit(item);
    return [...done];
  }
}
