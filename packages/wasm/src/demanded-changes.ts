import type { Slot } from '@thalweg/graph/engine';

/** A value that is demanded from outside, and a source below it that has changed lately. */
interface Demanded {
  readonly slot: Slot;
  source: Slot | undefined;
}

/**
 * The values of a plan that are demanded from outside. They count as new in a pass if a source below them has changed since they
 * were computed: only then do their subscribers get them.
 */
export class DemandedChanges {
  readonly #order: readonly Slot[];
  readonly #demanded: readonly Demanded[];

  constructor(order: readonly Slot[]) {
    this.#order = order;
    this.#demanded = order.filter(({ roots }) => roots > 0).map(slot => ({ slot, source: undefined }));
  }

  /** Notes that a pass has computed the values that are new; all of them where they must be. */
  settle(clock: number, all: boolean): void {
    let latest: ReadonlyMap<Slot, Slot> | undefined;
    for (const demanded of this.#demanded) {
      const { slot } = demanded;
      // Most often the source that has changed for the last pass has changed for this one too.
      if (!all && !isNewer(demanded.source, slot)) {
        latest ??= this.#latestSources();
        demanded.source = latest.get(slot);
        if (!isNewer(demanded.source, slot)) continue;
      }
      slot.settle(clock, 'ready');
    }
  }

  /** The source that changed last below each value, in one walk over all of them. */
  #latestSources(): Map<Slot, Slot> {
    const latest = new Map<Slot, Slot>();
    for (const slot of this.#order) {
      let last: Slot | undefined;
      for (const read of slot.dependencies) {
        const source = read.wire.rule === undefined ? read : latest.get(read);
        if (source !== undefined && (last === undefined || source.changed > last.changed)) last = source;
      }
      if (last !== undefined) latest.set(slot, last);
    }
    return latest;
  }
}

function isNewer(source: Slot | undefined, slot: Slot): boolean {
  return source !== undefined && source.changed > slot.computed;
}
