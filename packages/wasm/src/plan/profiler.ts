import type { BuiltPlan } from '../ir/built-plan.ts';
import type { ExplainedPlan } from './explained.ts';

/** A plan that is measured. */
interface MeasuredPlan {
  /** The plan, with calls that measure the time that they take. */
  readonly plan: BuiltPlan;
  /** Adds the times to what a plan says. */
  readonly explained: (plan: ExplainedPlan) => ExplainedPlan;
}

/** Measures the units of a plan, which has a call for each of them. */
export type Profiler = (plan: BuiltPlan) => MeasuredPlan;
