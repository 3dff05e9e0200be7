import { add, GraphError, type Node, parameter, parametersOf, Register } from '@thalweg/graph';
import { withInputs } from '@thalweg/graph/author';
import {
  allocate,
  ContractError,
  foldIn,
  isFloat,
  key,
  type Key,
  printShape,
  type Shape,
  sizeOf,
  type Sizes,
  tensor,
} from '@thalweg/tensor';
import { functionOf, optionsOf, printed } from '@thalweg/tensor/engine';
import { lecunNormal } from '../initializers/initializer.ts';
import { freezing, namesOf, registerBelow, type Trainable } from '../layer-parts/freezing.ts';
import { A, B, isFactor, scaled, type Weighted, weightedOf } from '../layer-parts/low-rank.ts';
import { positiveWhole } from '../layer-parts/sizes.ts';

/** Options of {@link lora}. */
export interface LoraOptions {
  /** The number of columns of A and of rows of B. */
  readonly rank: number;
  /** The factor of the adapters, which is divided by the rank. By default it is the rank, so they are not scaled. */
  readonly alpha?: number;
  /** Says by its name and its shape whether a weight gets an adapter. By default each does. */
  readonly where?: (name: string, shape: Sizes) => boolean;
  /** Says by its name whether a parameter goes on training, such as that of a head. By default none does. */
  readonly trainable?: Trainable;
  /** The seed of the first values of A; 0 by default. */
  readonly seed?: number;
}

/**
 * Low-rank adapters: freezes a circuit as {@link frozen} does, and adds to each product and each convolution with a weight a
 * path of low rank, `y = x·W + (alpha/rank)·(x·A)·B`. A training then moves A and B alone. B is zero at first, so the circuit
 * begins with the values that it had.
 *
 * A weight is whatever follows from parameters, states and constants alone, also behind a transposition, as ONNX files have
 * them. Its adapter has its name: `dense1/weight.loraA`. One weight that several products read has one adapter. Of a
 * convolution, A is one with as many filters as the rank, and B one with windows of a single element; convolutions in groups
 * and what a scan repeats stay as they were. {@link mergeLora} adds the adapters up into weights.
 *
 * - **Shape** `S → S`
 * - **Parameters** `A: [in, rank]`, normal with variance 1/in; `B: [rank, out]`, zeros
 * - **Throws** `ContractError` for a rank that is no positive whole number or above a size of a weight; `GraphError` where there
 *   is no weight to adapt, or one that is trained already
 * - **Source** Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models", 2021, arXiv 2106.09685, §4.1
 *
 * @example
 * const logits = input('x', ['batch', 8]).pipe(dense(8), relu(), dense(3));
 * const adapted = logits.pipe(lora({ rank: 2, where: name => name === 'dense1/weight' }));
 * parametersOf(adapted).map(({ name, shape }) => `${name} ${shape}`) // => ['dense1/weight.loraA 8,2', 'dense1/weight.loraB 2,8']
 */
export function lora(options: LoraOptions): <S extends Shape>(x: Node<S>) => Node<S> {
  const { rank, alpha, where, trainable, seed } = optionsOf('lora', options, {
    rank: undefined,
    alpha: undefined,
    where: undefined,
    trainable: undefined,
    seed: 0,
  });
  positiveWhole('lora', 'the rank', rank);
  const factor = (alpha ?? rank) / rank;
  if (!Number.isFinite(factor))
    throw new ContractError('lora', 'alpha must be a finite number', printed(alpha), 'Leave it out for the rank.');
  const adapting = new Adapting({ rank, factor, root: key(seed), where: where && functionOf('lora', 'where', where) });
  const adapt = freezing('lora', trainable, (node, inputs) => adapting.built(node, inputs));
  return x => {
    const adapted = adapt(x as Node);
    adapting.check();
    return adapted as Node as typeof x;
  };
}

interface Settings {
  readonly rank: number;
  readonly factor: number;
  readonly root: Key;
  readonly where: LoraOptions['where'];
}

/** The factors of one weight, for products of one kind. */
interface Adapter {
  readonly a: Node;
  readonly b: Node;
}

/** Finds the weights of a circuit, from its inputs to its outputs, and gives each an adapter. */
class Adapting {
  readonly #settings: Settings;
  /** The nodes that follow from registers and constants alone. */
  readonly #still = new Set<Node>();
  readonly #adapters = new Map<string, Adapter>();
  /** A number for each weight, and the names that were given. */
  readonly #weights = new Map<Node, number>();
  readonly #names = new Map<string, number>();
  readonly #leftOut = new Set<string>();

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Returns a node of the frozen circuit on its inputs, with the path of its adapter. */
  built(node: Node, inputs: readonly Node[]): Node {
    const frozen = withInputs(node, inputs);
    if (inputs.length > 0 && inputs.every(input => this.#isStill(input))) this.#still.add(frozen);
    const weighted = isFloat(node.dtype) ? weightedOf(frozen, input => this.#isStill(input)) : undefined;
    const adapter = weighted && this.#adapterOf(inputs[weighted.weight]!, weighted);
    if (weighted === undefined || adapter === undefined) return frozen;
    const hidden = scaled(weighted.down(inputs[1 - weighted.weight]!, adapter.a), this.#settings.factor);
    return add(frozen, weighted.up(hidden, adapter.b)) as Node;
  }

  /** Throws a `GraphError` if there was nothing to adapt. */
  check(): void {
    if (this.#adapters.size > 0) return;
    const [given, advice] =
      this.#leftOut.size === 0
        ? ['none', 'Give a node above the weights.']
        : ['none that where and trainable leave', `Choose from ${namesOf([...this.#leftOut])}.`];
    throw new GraphError('lora', 'a circuit must have a product or a convolution with a weight', given, advice);
  }

  #isStill(node: Node): boolean {
    if (node.operation !== undefined) return this.#still.has(node);
    return node instanceof Register || node.circuit === undefined;
  }

  #adapterOf(weight: Node, weighted: Weighted): Adapter | undefined {
    const number = this.#weights.get(weight) ?? this.#weights.size;
    const key = `${number} ${weighted.kind}`;
    const known = this.#adapters.get(key);
    if (known !== undefined) return known;
    const name = registerBelow(weight)?.name ?? 'constant';
    if (!this.#isWanted(name, weight)) return void this.#leftOut.add(name);
    this.#weights.set(weight, number);
    const made = this.#made(this.#free(name), weight, weighted);
    this.#adapters.set(key, made);
    return made;
  }

  #isWanted(name: string, weight: Node): boolean {
    if (isFactor(name))
      throw new GraphError('lora', 'a circuit must have no adapters yet', name, 'Add them up first, with mergeLora.');
    const { where } = this.#settings;
    const isTrained = parametersOf(weight).length > 0;
    if (where === undefined) return !isTrained;
    if (!where(name, weight.shape as Sizes)) return false;
    if (!isTrained) return true;
    throw new GraphError('lora', 'a weight to adapt must be frozen', `${name}, which is trained`, 'Leave it out of trainable, or out of where.'); // prettier-ignore
  }

  #made(name: string, weight: Node, { fanIn, fanOut, shapes }: Weighted): Adapter {
    const { rank, root } = this.#settings;
    if (rank > Math.min(fanIn, fanOut))
      throw new ContractError(
        'lora',
        `the rank must be at most ${Math.min(fanIn, fanOut)} for ${name} of the shape ${printShape(weight.shape)}`,
        String(rank),
        'Choose a smaller one, or leave that weight out by where.',
      );
    const { a, b } = shapes(rank);
    const dtype = weight.dtype as 'float32' | 'float64';
    const first = lecunNormal(foldIn(root, `${name}${A}`), [fanIn, sizeOf(a) / fanIn], dtype);
    return {
      a: parameter(tensor(first.data, { shape: a }), { name: `${name}${A}` }) as Node,
      b: parameter(tensor(allocate(dtype, sizeOf(b)), { shape: b }), { name: `${name}${B}` }) as Node,
    };
  }

  /** A name that no other weight has: constants have none. */
  #free(name: string): string {
    const count = (this.#names.get(name) ?? 0) + 1;
    this.#names.set(name, count);
    return count === 1 ? name : `${name}${count}`;
  }
}
