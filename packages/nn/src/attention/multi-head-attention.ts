import { matmul, type Node, reshape, transpose } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/author';
import { type Shape, ShapeError } from '@thalweg/tensor';
import { functionOf, optionsOf } from '@thalweg/tensor/engine';
import { glorotUniform, type Initializer } from '../initializers/initializer.ts';
import type { DropoutRate } from '../layer-parts/dropout-rate.ts';
import { layerIdentity } from '../layer-parts/layer-identity.ts';
import { type SameShapeLayer, unchanged } from '../layer-parts/layer.ts';
import { withParameters } from '../layer-parts/parameter-maker.ts';
import { positiveWhole } from '../layer-parts/sizes.ts';
import { dense, type DenseLayer, type DenseParameters } from '../layers/dense.ts';
import { dropout } from '../layers/dropout.ts';
import { attentionWeights } from './attention-weights.ts';
import { widthOf } from './position-table.ts';

/** Options of {@link multiHeadAttention}. */
export interface MultiHeadAttentionOptions {
  /** If true, each position sees itself and those before it. False by default. */
  readonly causal?: boolean;
  /** The source of keys and values, `[...lead, keys, any width]`; by default the input itself. */
  readonly memory?: Node;
  /** A bool node, true where a key may be seen: `[...lead, keys]` for all queries, or `[...lead, queries, keys]`. */
  readonly mask?: Node;
  /** A layer that gives the queries and keys of each head their positions, such as `rotary()`. */
  readonly positions?: SameShapeLayer;
  /** In training, weights of keys are dropped at this rate, as by `dropout`; 0 by default. */
  readonly dropout?: DropoutRate;
  /** If true, all four products have a bias; true by default. */
  readonly bias?: boolean;
  /** The initializer of the weights, `glorotUniform` by default. */
  readonly weight?: Initializer;
  /** The seed of its first weights and of its dropout; 0 by default. */
  readonly seed?: number;
  /** The prefix of the names of its parameters, `name/query/weight`, …: `multiHeadAttention1`, … by default. */
  readonly name?: string;
}

/** The products of an attention layer. Reading one throws `GraphError` before the layer is applied. */
export interface AttentionParameters {
  /** Its weight is `[width, width]`, its bias `[width]`, as of the others. */
  readonly query: DenseParameters;
  /** Its weight is `[width of the memory, width]`, as of `value`. */
  readonly key: DenseParameters;
  readonly value: DenseParameters;
  readonly output: DenseParameters;
}

/** A layer that {@link multiHeadAttention} returns. */
export interface MultiHeadAttentionLayer extends SameShapeLayer, AttentionParameters {}

type Chosen = Required<Omit<MultiHeadAttentionOptions, 'memory' | 'mask' | 'positions' | 'name'>> &
  Pick<MultiHeadAttentionOptions, 'memory' | 'mask' | 'positions' | 'name'>;

/** The products of a layer, and what drops weights. */
interface Owned {
  readonly width: number;
  readonly query: DenseLayer<number>;
  readonly key: DenseLayer<number>;
  readonly value: DenseLayer<number>;
  readonly output: DenseLayer<number>;
  readonly drop: SameShapeLayer;
  readonly join: (owned: Node) => void;
}

/**
 * Layer of attention with several heads: each sees `width/heads` columns of the queries, keys and values, which are products
 * of the input. With `memory`, keys and values are products of that instead: cross attention. A position that may see no key
 * gets the bias of the output. The layer owns its parameters, and shares them when it is applied again.
 *
 * Its parameters are those of PyTorch's `MultiheadAttention`, transposed: the three thirds of the rows of `in_proj_weight` are
 * `query`, `key` and `value`, and `out_proj` is `output`.
 *
 * - **Shape** `x: [...lead, time, width] → [...lead, time, width]`
 * - **Parameters** `query`, `key`, `value`, `output`: each a `weight: [in, width]` and a `bias: [width]`, initially zeros
 * - **Throws** `ContractError` for a number of heads that is no positive whole number; when it is applied, `ShapeError` to an
 *   input of rank below 2, without a fixed width that the heads divide, or of another width than before, for a mask or a
 *   memory that does not fit; `DtypeError` if the input is no float or the mask not bool; errors of {@link dropout}
 * - **Source** Vaswani et al., "Attention Is All You Need", 2017, §3.2
 *
 * @example
 * const words = input('words', ['batch', 'time', 8]);
 * words.pipe(multiHeadAttention(2, { causal: true })).shape // => ['batch', 'time', 8]
 *
 * // Cross attention: each word looks at the regions of an image.
 * const regions = input('regions', ['batch', 'region', 32]);
 * const seen = words.pipe(multiHeadAttention(2, { memory: regions }));
 * seen.shape // => ['batch', 'time', 8]
 */
export function multiHeadAttention(heads: number, options?: MultiHeadAttentionOptions): MultiHeadAttentionLayer {
  const chosen = optionsOf('multiHeadAttention', options, {
    causal: false,
    memory: undefined,
    mask: undefined,
    positions: undefined,
    dropout: 0,
    bias: true,
    weight: glorotUniform,
    seed: 0,
    name: undefined,
  }) as Chosen;
  positiveWhole('multiHeadAttention', 'the number of heads', heads);
  if (chosen.positions !== undefined) functionOf('multiHeadAttention', 'positions', chosen.positions);
  let owned: Owned | undefined;
  const layer = (x: Node): Node => {
    const width = checkedWidth(nodeOf('multiHeadAttention', x), heads, owned);
    const isFirst = owned === undefined;
    owned ??= create(x, width, chosen);
    const y = attended(x, heads, owned, chosen);
    if (isFirst) owned.join(owned.query.weight);
    return y;
  };
  const parts = ['query', 'key', 'value', 'output'] as const;
  return withParameters('multiHeadAttention', layer, parts, () => owned) as unknown as MultiHeadAttentionLayer;
}

function attended(x: Node, heads: number, owned: Owned, chosen: Chosen): Node {
  const { causal, memory = x, mask, positions = unchanged } = chosen;
  const inHeads = (project: DenseLayer<number>, from: Node): Node => splitHeads(project(from) as Node, heads);
  const q = positions(inHeads(owned.query, x));
  const k = positions(inHeads(owned.key, memory));
  const weights = attentionWeights(q, k, { causal, mask: mask && headMask(mask, x) });
  const seen = matmul<Shape, Shape>(owned.drop(weights), inHeads(owned.value, memory)) as Node;
  return owned.output(mergeHeads(seen)) as Node;
}

function checkedWidth(x: Node, heads: number, owned: Owned | undefined): number {
  const width = widthOf('multiHeadAttention', x);
  if (width % heads !== 0)
    throw new ShapeError(
      'multiHeadAttention',
      [x.shape],
      `the width must be a multiple of ${heads}, the number of heads`,
      'Choose another number of heads.',
    );
  if (owned !== undefined && owned.width !== width)
    throw new ShapeError(
      'multiHeadAttention',
      [x.shape, [owned.width]],
      'a layer applied again must get the width of before',
      'Make a second layer.',
    );
  return width;
}

function create(x: Node, width: number, { dropout: rate, bias, weight, seed, name: given }: Chosen): Owned {
  const { name, join } = layerIdentity('multiHeadAttention', x, { name: given, seed });
  const part = (what: string): DenseLayer<number> => dense(width, { bias, weight, seed, name: `${name}/${what}` });
  return {
    width,
    join,
    query: part('query'),
    key: part('key'),
    value: part('value'),
    output: part('output'),
    drop: rate === 0 ? unchanged : dropout(rate, { seed, name: `${name}.dropout` }),
  };
}

// Splitting the last axis into heads and merging them are each other's inverse, so they share a file.

/**
 * Returns the parts of the last axis as heads.
 *
 * - **Shape** `x: [...lead, time, width] → [...lead, heads, time, width/heads]`
 */
function splitHeads(x: Node, heads: number): Node {
  if (heads === 1) return reshape(x, [...x.shape.slice(0, -2), 1, ...x.shape.slice(-2)]) as Node;
  const width = x.shape.at(-1) as number;
  return swapped(reshape(x, [...x.shape.slice(0, -1), heads, width / heads]) as Node);
}

/**
 * Returns what the heads have, end to end.
 *
 * - **Shape** `x: [...lead, heads, time, size] → [...lead, time, heads·size]`
 */
function mergeHeads(x: Node): Node {
  const [heads, time, size] = x.shape.slice(-3) as [number, number | string, number];
  return reshape(heads === 1 ? x : swapped(x), [...x.shape.slice(0, -3), time, heads * size]) as Node;
}

/** With the third and the second axis from the end in each other's place. */
function swapped(x: Node): Node {
  const rank = x.shape.length;
  const order = x.shape.map((_, axis) => (axis === rank - 3 ? rank - 2 : axis === rank - 2 ? rank - 3 : axis));
  return transpose(x, order) as Node;
}

/**
 * Returns a mask for all heads.
 *
 * - **Shape** `mask: [...lead, keys] → [...lead, 1, 1, keys]`, or `[...lead, queries, keys] → [...lead, 1, queries, keys]`,
 *   where `x: [...lead, time, width]`
 * - **Throws** `ShapeError` for a mask of another rank, or with other leading axes than x
 */
function headMask(mask: Node, x: Node): Node {
  const { shape } = nodeOf('multiHeadAttention', mask);
  const lead = shape.slice(0, x.shape.length - 2);
  const rest = shape.slice(lead.length);
  const fits = lead.every((size, axis) => size === 1 || size === x.shape[axis]);
  if (fits && (rest.length === 1 || rest.length === 2))
    return reshape(mask, [...lead, ...(rest.length === 1 ? [1] : []), 1, ...rest]) as Node;
  throw new ShapeError(
    'multiHeadAttention',
    [x.shape, shape],
    'the mask must have the shape [...lead, keys] or [...lead, queries, keys]',
    'Reshape it.',
  );
}
