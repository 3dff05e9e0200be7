import { cast, fromObservable, GraphError, Node, stopGradient } from '@thalweg/graph';
import { checkedRate } from '@thalweg/graph/portable';
import { ContractError, type DType } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import { isObservable, Observable } from 'rxjs';

/**
 * The rate of a dropout layer: a number; a scalar node, such as an input; a stream of numbers, such as a slider, which a run
 * subscribes to; or a schedule, a function of the number of the step, from 1, as optimizers have it.
 */
export type DropoutRate =
  | number
  | Node<readonly []>
  | Observable<number>
  | ((step: Node<readonly []>) => Node<readonly []>);

/** Makes the rate for one application of a layer, in a dtype: a number, or a scalar node that a pass checks. */
export type RateMaker = (name: string, step: Node<readonly []>, dtype: DType) => number | Node<readonly []>;

/**
 * Checks a rate, and returns what makes it for an application.
 *
 * - **Throws** `ContractError` for a number outside of [0, 1), `GraphError` for a node that is no scalar
 * - **Stream errors** `ContractError` when a stream emits such a number
 */
export function dropoutRate(layer: string, rate: DropoutRate): RateMaker {
  if (typeof rate === 'number') {
    const fixed = inRange(layer, rate);
    return () => fixed;
  }
  const follow = follower(layer, rate);
  return (name, step, dtype) => {
    const given = cast(scalar(layer, follow(name, step, dtype)), dtype);
    return checkedRate(layer, stopGradient(given), given.name) as Node<readonly []>;
  };
}

function follower(layer: string, rate: Exclude<DropoutRate, number>): (...given: Parameters<RateMaker>) => Node {
  if (rate instanceof Node) {
    scalar(layer, rate as Node);
    return () => rate as Node;
  }
  if (isObservable(rate))
    return (name, _, dtype) => fromObservable(checkedOnArrival(layer, rate), { name: `${name}/rate`, dtype }) as Node;
  if (typeof rate === 'function') return (_, step) => rate(cast(step, 'float64') as Node<readonly []>) as Node;
  const kinds = 'the rate must be a number, a node, an observable or a schedule';
  throw new ContractError(layer, kinds, printed(rate), 'Try 0.5.');
}

function inRange(layer: string, rate: number): number {
  if (isInRange(rate)) return rate;
  throw new ContractError(layer, 'the rate must be from 0 to below 1', String(rate), 'Try 0.5.');
}

function isInRange(rate: number): boolean {
  return rate >= 0 && rate < 1;
}

/** The same numbers, until one is out of range. */
function checkedOnArrival(layer: string, rate$: Observable<number>): Observable<number> {
  return new Observable(subscriber =>
    rate$.subscribe({
      next: rate => {
        try {
          subscriber.next(inRange(layer, rate));
        } catch (error) {
          subscriber.error(error);
        }
      },
      error: error => subscriber.error(error),
      complete: () => subscriber.complete(),
    }),
  );
}

function scalar(layer: string, rate: Node): Node {
  if (rate.shape.length === 0) return rate;
  throw new GraphError(layer, 'the rate must be a scalar', String(rate), 'Reduce it to one number.');
}
