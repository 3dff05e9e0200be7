import { arrayOf } from '@thalweg/tensor/engine';
import { cast, GraphError, lessEqual, maximum, minimum, sub, where } from '@thalweg/graph';
import type { Schedule } from '../rules/hyperparameter.ts';
import { checkWhole } from '../rules/check-range.ts';

/** A schedule, and the number of steps that it holds for. */
export interface JoinedSchedule {
  readonly schedule: Schedule;
  readonly steps: number;
}

/**
 * Joins schedules one after another, each from its own step 1; the last one holds for all remaining steps. A
 * schedule gets its own steps only.
 *
 * - **Throws** `GraphError` for steps that are not whole or below 1, or if the last one is no schedule
 *
 * @example
 * const rate = join([{ schedule: linearWarmUp(0.5, { steps: 2 }), steps: 2 }, exponentialDecay(0.5, { factor: 0.5 })]);
 * [1, 2, 3, 4, 5].map(t => read(rate(constant(t, { dtype: 'float64' }))).item()); // => [0, 0.25, 0.5, 0.25, 0.125]
 */
export function join(schedules: readonly [...JoinedSchedule[], Schedule]): Schedule {
  const timed = arrayOf('join', 'schedules', schedules).slice(0, -1) as JoinedSchedule[];
  const last = schedules.at(-1) as Schedule;
  for (const { steps } of timed) checkWhole(steps, 'join: steps');
  if (typeof last !== 'function')
    throw new GraphError('join', 'must end in a schedule', String(last), 'Give it without steps.');
  return timed.reduceRight((next, one) => followed(one, next), last);
}

function followed({ schedule, steps }: JoinedSchedule, next: Schedule): Schedule {
  return (t, run) => {
    const [now, then] = [schedule(minimum(t, steps), run), next(maximum(sub(t, steps), 1), run)];
    return where(lessEqual(t, steps), cast(now, 'float64'), cast(then, 'float64'));
  };
}
