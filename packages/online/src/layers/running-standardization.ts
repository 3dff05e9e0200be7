import { div, greater, sqrt, state, stopGradient, sub, where, whenTraining, type Node } from '@thalweg/graph';
import { allocate, ContractError, DtypeError, ShapeError, tensor, type Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { type Moments, takenIn } from './row-moments.ts';

/** Options of {@link runningStandardization}. */
export interface RunningStandardizationOptions {
  /**
   * The number of rows after which older ones decay: later rows count as if their number were this one. 2²⁰ by default in
   * float32, whose sums would otherwise stop growing; `Infinity`, the default in float64, never forgets.
   */
  readonly memory?: number;
  /** The prefix of its states `name/count`, `name/mean` and `name/variance`; `standardization` by default. */
  readonly name?: string;
}

/**
 * Returns a layer that subtracts the mean of all its inputs so far and divides by their standard deviation. It does what the
 * operator `standardize` does to records, but with states of the circuit, so that a runner computes it in one call with the
 * model. Steps update the states, with their own values included; reading, predicting and evaluating do not. The result is 0
 * where all values so far are equal.
 *
 * In `learn` and `learnRows`, the prediction of an example uses the statistics from before it, as that of `predictFirst` does,
 * so it depends on the past alone. The loss, and what is learned, use the statistics that count the example.
 *
 * - **Shape** `x: [d] → [d]`, `[batch, d] → [batch, d]`; each feature has its own statistics
 * - **Gradient** as if mean and deviation were constants
 * - **Throws** `ShapeError`, `DtypeError` for an input that is no float of these shapes with a fixed d; `ContractError` for a memory
 *   below 1
 * - **Source** Chan, Golub and LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances", 1979
 *
 * @example
 * learn(logisticRegression(input('x', [20]).pipe(runningStandardization()), label), sgd(), { runner: wasm({ fallback: true }) })
 */
export function runningStandardization(
  options?: RunningStandardizationOptions,
): <S extends Shape>(x: Node<S>) => Node<S> {
  const { name, memory: given } = optionsOf('runningStandardization', options, {
    memory: undefined,
    name: 'standardization',
  });
  if (given !== undefined && !(given >= 1))
    throw new ContractError('runningStandardization', 'memory must be at least 1', String(given), 'Try 1_000_000.');
  return <S extends Shape>(x: Node<S>) => {
    const now = nothingSeen(x as Node, name);
    const memory = given ?? (x.dtype === 'float32' ? 2 ** 20 : Infinity);
    const next = takenIn(now, x as Node, memory);
    return whenTraining(scaled(x as Node, next), scaled(x as Node, now)) as Node as Node<S>;
  };
}

function nothingSeen({ shape, dtype }: Node, name: string): Moments {
  const d = shape[shape.length - 1];
  if (typeof d !== 'number' || shape.length > 2)
    throw new ShapeError(
      'runningStandardization',
      [shape],
      'the shape must be [d] or [batch, d] with a fixed d',
      'Reshape it.',
    );
  if (dtype !== 'float32' && dtype !== 'float64')
    throw new DtypeError(
      'runningStandardization',
      [dtype],
      'the input must be float32 or float64',
      'Convert it with cast.',
    );
  const zeros = (part: string, sizes: readonly number[]): Node =>
    state(tensor(allocate(dtype, sizes[0] ?? 1), { shape: sizes }), { name: `${name}/${part}` }) as Node;
  return { count: zeros('count', []), mean: zeros('mean', [d]), variance: zeros('variance', [d]) };
}

function scaled(x: Node, { mean: center, variance }: Moments): Node {
  const spread: Node = greater(variance, 0);
  const deviation: Node = sqrt(where(spread, variance, 1));
  return where(spread, div(sub(x, stopGradient(center)), stopGradient(deviation)), 0);
}
