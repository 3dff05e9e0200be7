import { BodyFrame, type KnownLoop, type Slot } from '@thalweg/graph/engine';

/** The frames of the bodies of all scans among some slots, and of those within bodies: the slots stay, their sizes change. */
export class ScanBodies {
  readonly #bodies = new Map<Slot, BodyFrame>();
  /** The slots of all bodies. */
  readonly slots: Slot[] = [];

  constructor(order: readonly Slot[]) {
    for (const slot of order) {
      const { kernel } = slot.wire.operation!;
      if (kernel.kind !== 'loop' || kernel.loop !== 'scan' || slot.results.wanted.length === 0) continue;
      const parts = slot.results.wanted.map(({ wire }) => (wire.operation!.kernel as KnownLoop<'scanPart'>).parameters);
      const body = new BodyFrame(kernel.parameters, parts);
      this.#bodies.set(slot, body);
      this.slots.push(...body.frame.sorted());
      const within = new ScanBodies(body.frame.order);
      for (const [inner, frame] of within.#bodies) this.#bodies.set(inner, frame);
      this.slots.push(...within.slots);
    }
  }

  /** The body of a scan; none if nobody wants its results. */
  of(slot: Slot): BodyFrame | undefined {
    return this.#bodies.get(slot);
  }

  /** Gives all slots in bodies the sizes that follow from those of the scans. Outer scans come first. */
  resize(): void {
    for (const [slot, body] of this.#bodies) body.resize(slot.inputs.map(({ shape }) => shape!));
  }
}
