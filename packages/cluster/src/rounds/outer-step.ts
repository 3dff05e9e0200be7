import { add, feed, input, mul, type Node, Parameter, type Register, sum } from '@thalweg/graph';
import { trainedParameters } from '@thalweg/graph/author';
import type { Transform } from '@thalweg/optim';
import { allocate, isFloat, type Sizes, Tensor } from '@thalweg/tensor';
import { modelState, type ModelState, step, type Stepping } from '@thalweg/train';
import type { Contribution } from './delta.ts';

/**
 * Moves the weights of a model by an optimizer, whose gradients are averages of deltas. The loss whose gradients they are is
 * `Σ sum(p · g)`: ∂loss/∂p is g, to the last bit.
 */
export class OuterStep {
  readonly model: ModelState;
  /** The optimizer. A snapshot keeps its memory, with the parameters. */
  readonly optimizer: Stepping;
  /** The name of the input that takes the average of each parameter. */
  readonly #inputs: ReadonlyMap<string, string>;

  constructor(operator: string, loss: Node, optimizer: Transform) {
    this.model = sharedModel(operator, loss);
    const parameters = [...this.model.registers].filter(([, register]) => register instanceof Parameter);
    this.#inputs = new Map(parameters.map(([name], i) => [name, `g${i}`]));
    const terms = parameters.map(([name, p]) => sum(mul(p as Node, input(this.#inputs.get(name)!, p.shape, p.dtype))));
    const total = terms.reduce((all, term) => add(all, term)) as Node<readonly []>;
    this.optimizer = step(total, optimizer, { whenNotFinite: 'continue' });
  }

  /** Takes one step with the average of some contributions. States take their average itself. */
  take(contributions: readonly Contribution[]): void {
    const averages = [...this.model.registers].map(([name, register]): [string, Register, Tensor] => [
      name,
      register,
      averageOf(contributions.map(({ examples, tensors }) => ({ examples, value: tensors[name]! }))),
    ]);
    const gradients = averages.filter(([name]) => this.#inputs.has(name));
    this.optimizer(Object.fromEntries(gradients.map(([name, , average]) => [this.#inputs.get(name)!, average])));
    const states = averages.filter(([name]) => !this.#inputs.has(name));
    if (states.length > 0) feed(...states.map(([, register, average]): [Register, Tensor] => [register, average]));
  }
}

/** A tensor of a delta, and the number of examples behind it. */
interface Weighted {
  readonly value: Tensor;
  readonly examples: number;
}

/**
 * Returns the mean of tensors, weighted by their examples. It adds in float64 and in the given order, so the bits depend on
 * nothing else. Integers have no mean: the first of them is returned.
 */
export function averageOf(weighted: readonly Weighted[]): Tensor {
  const { value: first } = weighted[0]!;
  if (!isFloat(first.dtype)) return first;
  const sum = new Float64Array(first.size);
  let total = 0;
  for (const { value, examples } of weighted) {
    const { data } = value;
    for (let i = 0; i < sum.length; i++) sum[i]! += examples * data[i]!;
    total += examples;
  }
  const mean = allocate(first.dtype, sum.length);
  for (let i = 0; i < sum.length; i++) mean[i] = sum[i]! / total;
  return new Tensor(first.shape as Sizes, first.dtype, mean);
}

/**
 * Returns what the learners of a loss share: its parameters, and the states that prediction reads, such as running means. All
 * other states, such as the memory of an optimizer, belong to each learner.
 *
 * - **Throws** `GraphError` if the loss depends on no parameter
 */
export function sharedModel(operator: string, loss: Node): ModelState {
  const parameters = trainedParameters(operator, loss) as readonly Node[];
  return modelState([loss, ...parameters]);
}
