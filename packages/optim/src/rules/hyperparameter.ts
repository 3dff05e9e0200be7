import { becomes, cast, constant, fromObservable, GraphError, Node } from '@thalweg/graph';
import { printed } from '@thalweg/tensor/engine';
import { isObservable, Observable } from 'rxjs';
import { checkRange, type Range } from './check-range.ts';
import type { Updates } from './updates.ts';

/**
 * A rate by the number of the step: a function from one float64 scalar node to another. A schedule that also depends on
 * the run reads it from `run`.
 */
export interface Schedule {
  (step: Node<readonly []>, run?: ScheduledRun): Node<readonly []>;
  /** The number of steps after which the rate is nearly 0; left out if it never is. */
  readonly steps?: number | undefined;
}

/** The length of a schedule that ends with a run: one of both. */
export interface ScheduleLength {
  /** The number of steps after which the rate is final. */
  readonly steps?: number | undefined;
  /** The run that the schedule lasts for: the number of its steps, or the dataset of its batches, for its length times its epochs. */
  readonly total?: number | { readonly length: number | undefined; readonly epochs: number } | undefined;
}

/** The parts of a run, besides its step, that a schedule may use. */
export interface ScheduledRun {
  /** The rate of the step before; NaN before the first. */
  readonly last: Node<readonly []>;
  /** Makes a state of the schedule, a float64 scalar, which is written as the optimizer's states are. */
  readonly state: Updates['state'];
  /**
   * Has a rule fire in each step although the rate does not depend on it, such as that of a state that learns
   * afterwards.
   */
  readonly addRule: (rule: Node) => void;
}

/** A number, a schedule of the step, a node, or a stream of numbers such as a slider. */
export type Hyperparameter = number | Schedule | Node<readonly []> | Observable<number>;

/**
 * Checks a hyperparameter, and returns a function that makes its scalar float64 node for some updates. A stream is
 * followed for as long as a run observes it, and fails with a number out of range. One that may change is also a state
 * of this name: its value in the last step.
 */
export function hyperparameter(value: Hyperparameter, range: Range): (updates: Updates) => Node<readonly []> {
  const { name } = range;
  if (typeof value === 'number') {
    checkRange(value, range);
    return () => constant(value, { name, dtype: 'float64' });
  }
  const follow = follower(value, range);
  const { steps } = typeof value === 'function' ? (value as Schedule) : {};
  return updates => {
    if (steps !== undefined) updates.schedules.push({ name, steps });
    const last = updates.state(NaN, { name });
    return becomes(last, scalar(follow(updates, last), name));
  };
}

function follower(
  value: Exclude<Hyperparameter, number>,
  range: Range,
): (updates: Updates, last: Node<readonly []>) => Node<readonly []> {
  const { name } = range;
  if (value instanceof Node) return () => value;
  if (isObservable(value)) return () => fromObservable(checked(value, range), { name, dtype: 'float64' });
  if (typeof value === 'function')
    return (updates, last) =>
      value(updates.step, {
        last,
        state: (first, options) => updates.state(first, options),
        addRule: rule => updates.addRule(rule),
      });
  throw new GraphError(
    name,
    'must be a number, a schedule, a node or an observable',
    String(value),
    'Check the options.',
  );
}

/** The same numbers, until one is out of range. */
function checked(number$: Observable<number>, range: Range): Observable<number> {
  return new Observable(subscriber =>
    number$.subscribe({
      next: number => {
        try {
          subscriber.next(checkRange(number, range));
        } catch (error) {
          subscriber.error(error);
        }
      },
      error: error => subscriber.error(error),
      complete: () => subscriber.complete(),
    }),
  );
}

function scalar(node: Node<readonly []>, name: string): Node<readonly []> {
  if (node.shape.length > 0) throw new GraphError(name, 'must be a scalar', String(node), 'Reduce it to one number.');
  return cast(node, 'float64');
}

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
