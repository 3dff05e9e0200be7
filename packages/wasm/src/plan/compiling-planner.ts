import { CompiledPlan } from '../compiled-plan.ts';
import { BufferArena } from '../ir/buffer-arena.ts';
import type { PlannedSlots, Planner } from '../ir/planner.ts';
import { FedBuffers } from '../memory/fed-buffers.ts';
import { ScanBodies } from '../scan/scan-bodies.ts';
import { build, type CompilerOptions } from './build.ts';
import { explained } from './explained.ts';

/** Compiles the plans for the slots of a frame. */
export class CompilingPlanner implements Planner {
  readonly #slots: PlannedSlots;
  readonly #options: CompilerOptions;
  readonly #fed: FedBuffers;
  /** The bodies of the scans among the slots. */
  readonly #bodies: ScanBodies;
  #arena: BufferArena | undefined = undefined;

  constructor(slots: PlannedSlots, options: CompilerOptions) {
    this.#slots = slots;
    this.#options = options;
    this.#fed = new FedBuffers(slots.memory);
    this.#bodies = new ScanBodies(slots.order);
  }

  plan(donated: boolean): CompiledPlan {
    const slots = this.#slots;
    const { memory, sources, order, outputs } = slots;
    const { onPlan, profile } = this.#options;
    const bodies = this.#bodies;
    bodies.resize();
    const arena = (this.#arena ??= new BufferArena(memory, [...sources, ...order, ...bodies.slots], outputs.length));
    const built = build({ ...this.#options, ...slots, donated, arena, bodies });
    const measured = profile?.(built);
    const plan = new CompiledPlan(measured?.plan ?? built, { ...slots, fed: this.#fed });
    if (onPlan === undefined) return plan;
    const description = explained(built.items, plan.bytes, this.#options);
    onPlan(measured?.explained(description) ?? description);
    return plan;
  }

  release(): void {
    this.#arena?.release();
    this.#fed.release();
  }
}
