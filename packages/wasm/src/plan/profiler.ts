import type { LinkedPlan } from '../ir/linked-plan.ts';
import type { ExplainedPlan } from './explained.ts';

/** A plan that is measured. */
interface MeasuredPlan {
  /** The plan, with calls that measure the time that they take. */
  readonly plan: LinkedPlan;
  /** Adds the times to what a plan says. */
  readonly explained: (plan: ExplainedPlan) => ExplainedPlan;
}

/** Measures the units of a plan, which has a call for each of them. */
export type Profiler = (plan: LinkedPlan) => MeasuredPlan;
