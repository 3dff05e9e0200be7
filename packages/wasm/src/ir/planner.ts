import type { Demands, Slot } from '@thalweg/graph/engine';
import type { CompiledPlan } from '../compiled-plan.ts';
import type { LinearMemory } from '../memory/linear-memory.ts';

/** The slots of a frame, and the memory that their values lie in. */
export interface PlannedSlots extends Demands {
  readonly memory: LinearMemory;
  readonly order: readonly Slot[];
  /** All sources that they depend on. */
  readonly sources: readonly Slot[];
}

/** Makes or finds the plans for the slots of a frame. */
export interface Planner {
  /**
   * The plan for the sizes that the slots have now; none if the pass is left to the interpreter. With `donated`, the buffers of
   * registers may be overwritten before the commit: nobody observes them.
   */
  plan(donated: boolean): CompiledPlan | undefined;
  /** Returns what all plans shared to the memory, once none of them is needed any more. */
  release(): void;
}
