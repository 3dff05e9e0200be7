import { add, feed, input, mul, Parameter, sum, type Node, type Register } from '@thalweg/graph';
import type { Transform } from '@thalweg/optim';
import type { Tensor } from '@thalweg/tensor';
import { step, type ModelState, type Stepping } from '@thalweg/train';
import { averageOf } from './average-of.ts';
import type { Contribution } from './contribution-of.ts';
import { sharedModel } from './shared-model.ts';

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
