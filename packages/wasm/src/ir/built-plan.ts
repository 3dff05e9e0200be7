import type { LinkedPlan } from './linked-plan.ts';
import type { ScheduleItem } from './schedule-item.ts';

/** A plan that was compiled here, with what it was compiled from. */
export interface BuiltPlan extends LinkedPlan {
  /** The items that it computes, in this order. */
  readonly items: readonly ScheduleItem[];
  /** Those of them that it computes in each pass. */
  readonly always: readonly ScheduleItem[];
}
