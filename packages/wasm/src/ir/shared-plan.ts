/** A plan that the workers of other threads have. */
export interface SharedPlan {
  /** Calls the workers to the next pass. */
  readonly call: () => void;
  /** Lets them rest after the pass. */
  readonly rest: () => void;
  /** Makes them drop the plan. */
  readonly end: () => void;
}
