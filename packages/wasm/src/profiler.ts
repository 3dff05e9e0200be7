import { type Profiler, timedPlan, UnitTimes } from './planning/unit-times.ts';

export type { Profiler };

/**
 * Measures the time of each part of the passes of `wasm()`, while they run, for the plans that `onPlan` gets:
 * `plan.units[0].microseconds`, or `String(plan)` at any time. A pass is then many calls of the module, and the steps for the
 * rows of a batch are passes: the results are the same, but it takes a little longer.
 *
 * @example
 * const plans = [];
 * train(loss, adam(), { runner: wasm({ profile: profiler(), onPlan: plan => plans.push(plan) }) })
 */
export function profiler(): Profiler {
  return pass => {
    const times = new UnitTimes();
    return { pass: times.measuring(pass), explained: plan => timedPlan(plan, pass.items, times) };
  };
}
