import { becomes, cast, constant, fromObservable, GraphError, Node, type Gradients } from '@thalweg/graph';
import { isObservable, Observable } from 'rxjs';

/**
 * A rate that follows from the number of the step: a function from one float64 scalar node to another. One that follows
 * from the run as well is told of it.
 */
export type Schedule = (step: Node<readonly []>, run?: ScheduledRun) => Node<readonly []>;

/** What a schedule may know of a run besides its step. */
export interface ScheduledRun {
  /** The rate of the step before; NaN before the first. */
  readonly last: Node<readonly []>;
  /** Makes a state of its own, a float64 scalar, which is written as the optimizer's states are. */
  readonly state: Gradients['state'];
}

/** A number, a schedule of the step, a node, or a stream of numbers such as a slider. */
export type Hyperparameter = number | Schedule | Node<readonly []> | Observable<number>;

/** What a hyperparameter is called, and which numbers it may be. */
export interface Range {
  readonly name: string;
  /** No limit by default. */
  readonly least?: number;
  /** Excluded; no limit by default. */
  readonly below?: number;
}

/**
 * Checks a hyperparameter, and gives what makes its scalar float64 node for some gradients. A stream is followed for
 * as long as a run observes it, and fails with a number out of range. What may change is a state too, of this name: the
 * value of the last step.
 */
export function hyperparameter(value: Hyperparameter, range: Range): (gradients: Gradients) => Node<readonly []> {
  const { name } = range;
  if (typeof value === 'number') {
    checkRange(value, range);
    return () => constant(value, { name, dtype: 'float64' });
  }
  const follow = follower(value, range);
  return gradients => {
    const last = gradients.state(NaN, { name });
    return becomes(last, scalar(follow(gradients, last), name));
  };
}

function follower(
  value: Exclude<Hyperparameter, number>,
  range: Range,
): (gradients: Gradients, last: Node<readonly []>) => Node<readonly []> {
  const { name } = range;
  if (value instanceof Node) return () => value;
  if (isObservable(value)) return () => fromObservable(checked(value, range), { name, dtype: 'float64' });
  if (typeof value === 'function')
    return (gradients, last) =>
      value(gradients.step, { last, state: (first, options) => gradients.state(first, options) });
  throw new GraphError(
    name,
    'must be a number, a schedule, a node or an observable',
    String(value),
    'Check the options.',
  );
}

/** Gives a number back, and refuses one that is out of its range. */
export function checkRange(value: number, range: Range): number {
  const { name, least = -Infinity, below = Infinity } = range;
  if (Number.isFinite(value) && value >= least && value < below) return value;
  throw new GraphError(name, `must be ${inWords(least, below)}`, String(value), 'Check the options.');
}

function inWords(least: number, below: number): string {
  if (below < Infinity) return `at least ${least} and below ${below}`;
  return least === -Infinity ? 'finite' : `finite and at least ${least}`;
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
