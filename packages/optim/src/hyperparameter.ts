import { constant, fromObservable, GraphError, Node, type Source } from '@thalweg/graph';
import { isObservable, type Observable } from 'rxjs';

/** A rate that follows from the number of the step: a function from one float64 scalar node to another. */
export type Schedule = (step: Node<readonly []>) => Node<readonly []>;

/** A number, a schedule of the step, a node, or a stream of numbers such as a slider. */
export type Hyperparameter = number | Schedule | Node<readonly []> | Observable<number>;

/** The scalar float64 node of a hyperparameter. A stream is followed for as long as a run observes it. */
export function hyperparameter(name: string, value: Hyperparameter, step: () => Node<readonly []>): Node<readonly []> {
  if (typeof value === 'number') return constant(value, { name, dtype: 'float64' });
  if (value instanceof Node) return value;
  if (isObservable(value)) return fromObservable(value, { name, dtype: 'float64' }) as Source<readonly []>;
  if (typeof value === 'function') return value(step());
  throw new GraphError(name, 'a hyperparameter must be a number, a schedule, a node or an observable', typeof value, 'Check the options.');
}

/** Which numbers a hyperparameter may be. */
export interface Range {
  readonly least: number;
  /** Excluded; no limit by default. */
  readonly below?: number;
}

/** Refuses a number out of its range; what is not a number is taken as it is. */
export function checkRange(optimizer: string, name: string, value: Hyperparameter, { least, below = Infinity }: Range): void {
  if (typeof value !== 'number' || (value >= least && value < below)) return;
  const wanted = below === Infinity ? `at least ${least}` : `from ${least} to below ${below}`;
  throw new GraphError(optimizer, `${name} must be ${wanted}`, String(value), 'Check the options.');
}
