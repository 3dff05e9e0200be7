import { digitNetwork } from 'digits/pipeline';
import { feed, parametersOf, read, softmax, type Node } from '@thalweg/graph';
import { tensor, type Sizes } from '@thalweg/tensor';
import { HIDDEN } from './training/plan.ts';

/**
 * The page’s copy of the network: the same circuit as in the worker, with the weights that the worker sends and an image
 * of the page. The page shows it by subscribing to its nodes.
 */
export class Mirror {
  readonly network: ReturnType<typeof digitNetwork>;
  /** The probability of each digit for the image, `[1, 10]`. */
  readonly probabilities: Node;
  readonly #parameters: ReturnType<typeof parametersOf>;
  /** True while the digit is the predicted one. */
  #isPredicted = false;

  constructor(seed: number) {
    this.network = digitNetwork({ hidden: HIDDEN, seed });
    this.probabilities = softmax(this.network.logits as Node);
    this.#parameters = parametersOf(this.network.loss as Node);
  }

  /** The weights of the hidden layer, `[784, units]`. */
  get filters(): Node {
    return this.#parameters.find(({ shape }) => shape[0] === 784)! as Node;
  }

  /** The weights of the output layer, `[units, 10]`. */
  get votes(): Node {
    return this.#parameters.find(({ shape }) => shape[1] === 10)! as Node;
  }

  /** Sets the weights, in the order of the parameters, in one pass. */
  show(weights: readonly Float32Array[]): void {
    feed(...this.#parameters.map((one, i) => [one, tensor(weights[i]!, { shape: one.shape as Sizes })] as never));
    if (this.#isPredicted) this.#setDigit(this.#prediction());
  }

  /** Sets the image and its digit: the predicted one if none is given, also after the weights have changed. */
  look(image: Float32Array, digit: number | undefined): void {
    this.#isPredicted = digit === undefined;
    const pixels = tensor(image, { shape: [1, 784] });
    if (digit !== undefined)
      return feed([this.network.image, pixels], [this.network.digit, tensor(Int32Array.of(digit))]);
    this.network.image.set(pixels);
    this.#setDigit(this.#prediction());
  }

  #setDigit(digit: number): void {
    this.network.digit.set(tensor(Int32Array.of(digit)));
  }

  /** Returns the most probable digit. */
  #prediction(): number {
    const shares = [...read(this.probabilities).data].map(Number);
    return Math.max(0, shares.indexOf(Math.max(...shares)));
  }
}
