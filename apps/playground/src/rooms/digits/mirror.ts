import { digitNetwork } from 'digits/pipeline';
import { feed, parametersOf, softmax, type Node } from '@thalweg/graph';
import { tensor, type Sizes } from '@thalweg/tensor';
import { HIDDEN } from './training/plan.ts';

/**
 * The network as the page has it: the same circuit as in the worker, with the weights that it tells of, and an image to look
 * at. What is shown of it are subscriptions to its wires.
 */
export class Mirror {
  readonly network: ReturnType<typeof digitNetwork>;
  /** How likely each digit is for the image, `[1, 10]`. */
  readonly probabilities: Node;
  readonly #parameters: ReturnType<typeof parametersOf>;

  constructor(seed: number) {
    this.network = digitNetwork({ hidden: HIDDEN, seed });
    this.probabilities = softmax(this.network.logits as Node);
    this.#parameters = parametersOf(this.network.loss as Node);
  }

  /** The weights from pixels to the units of the hidden layer, `[784, units]`. */
  get filters(): Node {
    return this.#parameters.find(({ shape }) => shape[0] === 784)! as Node;
  }

  /** The weights from the units to the digits, `[units, 10]`. */
  get votes(): Node {
    return this.#parameters.find(({ shape }) => shape[1] === 10)! as Node;
  }

  /** Takes weights, in the order of the parameters: one pass, whatever is looked at. */
  show(weights: readonly Float32Array[]): void {
    feed(...this.#parameters.map((one, i) => [one, tensor(weights[i]!, { shape: one.shape as Sizes })] as never));
  }

  /** Looks at an image of a digit. */
  look(image: Float32Array, digit: number): void {
    feed([this.network.image, tensor(image, { shape: [1, 784] })], [this.network.digit, tensor(Int32Array.of(digit))]);
  }
}
