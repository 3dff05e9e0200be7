import { GraphError } from '@thalweg/graph';
import { printed } from '@thalweg/tensor/engine';
import type { Schedule, ScheduleLength } from '../hyperparameter.ts';
import { checkRange } from './check-range.ts';

/** Returns the number of steps of a schedule. Throws `GraphError` unless one of both options gives it. */
export function stepsOf(schedule: string, { steps, total }: ScheduleLength): number {
  const which = total === undefined ? 'steps' : 'total';
  if (steps !== undefined && total !== undefined)
    throw new GraphError(`${schedule}: total`, 'must be given in place of steps', 'both', 'Leave out steps.');
  const given = steps ?? (typeof total === 'object' && total !== null ? (total.length ?? NaN) * total.epochs : total);
  if (typeof given !== 'number')
    throw new GraphError(
      `${schedule}: ${which}`,
      'must be a number of steps, or the dataset of the batches',
      printed(steps ?? total),
      'Try { total: batches }.',
    );
  if (typeof total === 'object' && !(given < Infinity))
    throw new GraphError(
      `${schedule}: total`,
      'must be a dataset with a length and an end',
      total.epochs === Infinity ? 'one that never ends' : 'one whose length is not known',
      'Give the number of steps, such as { steps: 10_000 }.',
    );
  return checkRange(given, { name: `${schedule}: ${which}`, least: 1 });
}

/** Returns a schedule that is known to move next to nothing after so many steps, if its last rate is that small. */
export function endingAfter(steps: number, share: number, schedule: Schedule): Schedule {
  return share < 0.01 ? Object.assign(schedule, { steps }) : schedule;
}
