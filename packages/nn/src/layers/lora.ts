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
  type Tensor,
  tensor,
} from '@thalweg/tensor';
import { functionOf, optionsOf, printed } from '@thalweg/tensor/engine';
import { lecunNormal } from '../initializers/initializer.ts';
import { freezing, inWords, type Trainable, weightName } from '../layer-parts/freezing.ts';
import { A, B, scaled, type Weighted, weightedOf, withWeight } from '../layer-parts/low-rank.ts';
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
 * convolution, A is one with as many filters as the rank, and B mixes these; convolutions in groups and what a scan repeats
 * stay as they were. {@link mergeLora} adds the adapters up into weights.
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
  const chosen = where && functionOf('lora', 'where', where);
  const adapters = new Adapters({ rank, root: key(seed), where: chosen });
  const isStill = stillness();
  const adapt = freezing('lora', trainable, (node, inputs) => {
    const frozen = withInputs(node, inputs);
    const weighted = isStill(frozen) || !isFloat(node.dtype) ? undefined : weightedOf(frozen, isStill);
    const adapter = weighted && adapters.of(inputs[weighted.weight]!, weighted);
    if (weighted === undefined || adapter === undefined) return frozen;
    const down = withWeight(frozen, weighted, adapter.a);
    return add(frozen, weighted.up(scaled(down, factor), adapter.b)) as Node;
  });
  return x => {
    const adapted = adapt(x as Node);
    adapters.check();
    return adapted as Node as typeof x;
  };
}

/** Returns a function that says if a node follows from registers and constants alone. Inputs are asked before their consumers. */
function stillness(): (node: Node) => boolean {
  const known = new Map<Node, boolean>();
  const isStill = (node: Node): boolean => {
    if (node.operation === undefined) return node instanceof Register || node.circuit === undefined;
    if (!known.has(node)) known.set(node, node.inputs.every(isStill));
    return known.get(node)!;
  };
  return isStill;
}

interface Settings {
  readonly rank: number;
  readonly root: Key;
  readonly where: LoraOptions['where'];
}

/** The factors of a weight, for products of one kind. */
interface Adapter {
  readonly kind: Weighted['kind'];
  readonly a: Node;
  readonly b: Node;
}

/** The adapters of weights, made when they are first asked for. */
class Adapters {
  readonly #settings: Settings;
  readonly #made = new Map<Node, Adapter[]>();
  /** The numbers of weights with the same name: constants have none. */
  readonly #names = new Map<string, number>();
  readonly #leftOut = new Set<string>();

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Returns the adapter of a weight; `undefined` if it shall have none. */
  of(weight: Node, weighted: Weighted): Adapter | undefined {
    const made = this.#made.get(weight) ?? [];
    const known = made.find(({ kind }) => kind === weighted.kind);
    if (known !== undefined) return known;
    const name = weightName(weight);
    if (!this.#isWanted(name, weight)) return void this.#leftOut.add(name);
    const adapter = this.#adapterOf(name, weight, weighted);
    this.#made.set(weight, [...made, adapter]);
    return adapter;
  }

  /** Throws a `GraphError` if there was nothing to adapt. */
  check(): void {
    if (this.#made.size > 0) return;
    const [given, advice] =
      this.#leftOut.size === 0
        ? ['none', 'Give a node above the weights.']
        : ['none that where and trainable leave', `Choose from ${inWords([...this.#leftOut])}.`];
    throw new GraphError('lora', 'a circuit must have a product or a convolution with a weight', given, advice);
  }

  #isWanted(name: string, weight: Node): boolean {
    if (name.endsWith(A) || name.endsWith(B))
      throw new GraphError('lora', 'a circuit must have no adapters yet', name, 'Add them up first, with mergeLora.');
    const { where } = this.#settings;
    const isTrained = parametersOf(weight).length > 0;
    if (where === undefined) return !isTrained;
    if (!where(name, weight.shape as Sizes)) return false;
    if (!isTrained) return true;
    throw new GraphError('lora', 'a weight to adapt must be frozen', `${name}, which is trained`, 'Leave it out of trainable, or out of where.'); // prettier-ignore
  }

  #adapterOf(weightName: string, weight: Node, { kind, fanIn, fanOut, shapes }: Weighted): Adapter {
    const { rank, root } = this.#settings;
    if (rank > Math.min(fanIn, fanOut))
      throw new ContractError(
        'lora',
        `the rank must be at most ${Math.min(fanIn, fanOut)} for ${weightName} of the shape ${printShape(weight.shape)}`,
        String(rank),
        'Choose a smaller one, or leave that weight out by where.',
      );
    const count = (this.#names.get(weightName) ?? 0) + 1;
    this.#names.set(weightName, count);
    const name = count === 1 ? weightName : `${weightName}${count}`;
    const { a, b } = shapes(rank);
    const dtype = weight.dtype as 'float32' | 'float64';
    const first = lecunNormal(foldIn(root, `${name}${A}`), [fanIn, sizeOf(a) / fanIn], dtype);
    const factor = (end: string, shape: Sizes, data: Tensor['data']): Node =>
      parameter(tensor(data, { shape }), { name: `${name}${end}` }) as Node;
    return { kind, a: factor(A, a, first.data), b: factor(B, b, allocate(dtype, sizeOf(b))) };
  }
}
