import { becomes, cast, constant, fromObservable, GraphError, Node } from '@thalweg/graph';
import { isObservable, Observable } from 'rxjs';
import type { Hyperparameter, Schedule } from '../hyperparameter.ts';
import type { Updates } from '../updates.ts';
import { checkRange, type Range } from './check-range.ts';

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
