import { add, relu, type Node } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/author';
import { ShapeError } from '@thalweg/tensor';
import { functionOf, oneOf, optionsOf } from '@thalweg/tensor/engine';
import type { DropoutRate } from '../layer-parts/dropout-rate.ts';
import { layerIdentity } from '../layer-parts/layer-identity.ts';
import { type SameShapeLayer, unchanged } from '../layer-parts/layer.ts';
import { withParameters } from '../layer-parts/parameter-maker.ts';
import { positiveWhole } from '../layer-parts/sizes.ts';
import { dense, type DenseLayer, type DenseParameters } from '../layers/dense.ts';
import { dropout } from '../layers/dropout.ts';
import { layerNorm } from '../layers/layer-norm.ts';
import {
  multiHeadAttention,
  type AttentionParameters,
  type MultiHeadAttentionLayer,
  type MultiHeadAttentionOptions,
} from './multi-head-attention.ts';
import { widthOf } from './position-table.ts';

/** Options of {@link transformerBlock}. */
export interface TransformerBlockOptions extends Pick<
  MultiHeadAttentionOptions,
  'causal' | 'mask' | 'positions' | 'weight' | 'seed'
> {
  /** The units between the two dense layers; four times the width by default. */
  readonly hidden?: number;
  /** The function between the two dense layers, of a node; `relu` by default. */
  readonly activation?: (x: Node) => Node;
  /** If 'first', attention and dense layers read normalized values; if 'last', the sums are normalized. 'first' by default. */
  readonly norm?: 'first' | 'last';
  /** In training, drops the weights of keys, hidden units, and what is added to the input; 0 by default. */
  readonly dropout?: DropoutRate;
  /** The prefix of the names of its layers, `name.attention`, `name.norm1`, …: `transformerBlock1`, … by default. */
  readonly name?: string;
}

/** The layers of a block that have weights. Reading one throws `GraphError` before the block is applied. */
export interface TransformerBlockParameters {
  readonly attention: AttentionParameters;
  readonly hidden: DenseParameters;
  readonly output: DenseParameters;
}

/** A layer that {@link transformerBlock} returns. */
export interface TransformerBlock extends SameShapeLayer, TransformerBlockParameters {}

type Chosen = Required<Omit<TransformerBlockOptions, 'hidden' | 'mask' | 'positions' | 'name'>> &
  Pick<TransformerBlockOptions, 'hidden' | 'mask' | 'positions' | 'name'>;

/** The parts of a block: each drop is a layer of its own. */
interface Owned {
  readonly width: number;
  readonly attention: MultiHeadAttentionLayer;
  readonly hidden: DenseLayer<number>;
  readonly output: DenseLayer<number>;
  readonly norms: readonly [SameShapeLayer, SameShapeLayer];
  readonly drops: readonly [attention: SameShapeLayer, hidden: SameShapeLayer, output: SameShapeLayer];
  readonly join: (owned: Node) => void;
}

/**
 * Layer of a transformer: self attention, then two dense layers with an activation between, each added to what it reads. By
 * default it normalizes what they read, `y = x + attention(norm(x))`, `z = y + dense(norm(y))`; normalize the output of the
 * last block then. With `norm: 'last'`, as first published, `y = norm(x + attention(x))`. It owns its parameters, and shares
 * them when it is applied again.
 *
 * Its parameters are those of PyTorch's `TransformerEncoderLayer`: `attention` is `self_attn`, `hidden` and `output` are
 * `linear1` and `linear2`, transposed, and `norm1` and `norm2` have the same names.
 *
 * - **Shape** `x: [...lead, time, width] → [...lead, time, width]`
 * - **Parameters** those of `attention`, `hidden`, `output`, and `scale` and `offset` of `norm1` and `norm2`
 * - **Throws** `ContractError` for sizes that are no positive whole numbers, or another `norm`; when it is applied, the
 *   errors of {@link multiHeadAttention}
 * - **Source** Vaswani et al., "Attention Is All You Need", 2017, §3; Xiong et al., "On Layer Normalization in the Transformer
 *   Architecture", 2020, for the norm first
 *
 * @example
 * const block = () => transformerBlock(4, { causal: true, dropout: 0.1 });
 * const model = sequential(embedding(80, 32), learnedPositions(64), block(), block(), layerNorm(), dense(80));
 * input('text', ['batch', 'time'], 'int32').pipe(model).shape // => ['batch', 'time', 80]
 */
export function transformerBlock(heads: number, options?: TransformerBlockOptions): TransformerBlock {
  const chosen = optionsOf('transformerBlock', options, {
    causal: false,
    mask: undefined,
    positions: undefined,
    hidden: undefined,
    activation: relu,
    norm: 'first',
    dropout: 0,
    weight: undefined,
    seed: 0,
    name: undefined,
  }) as Chosen;
  positiveWhole('transformerBlock', 'the number of heads', heads);
  if (chosen.hidden !== undefined) positiveWhole('transformerBlock', 'hidden', chosen.hidden);
  oneOf('transformerBlock', chosen.norm, ['first', 'last'], 'norm');
  functionOf('transformerBlock', 'activation', chosen.activation);
  let owned: Owned | undefined;
  const layer = (given: Node): Node => {
    const x = nodeOf('transformerBlock', given);
    const isFirst = owned === undefined;
    owned ??= create(x, heads, chosen);
    checkWidth(x, owned);
    const y = applied(x, owned, chosen);
    if (isFirst) owned.join(owned.hidden.weight);
    return y;
  };
  const parts = ['attention', 'hidden', 'output'] as const;
  return withParameters('transformerBlock', layer, parts, () => owned) as unknown as TransformerBlock;
}

function applied(x: Node, { attention, hidden, output, norms, drops }: Owned, { norm, activation }: Chosen): Node {
  const [beforeAttention, beforeDense] = norms;
  const [dropAttention, dropHidden, dropOutput] = drops;
  const attend = (seen: Node): Node => dropAttention(attention(seen));
  const feed = (seen: Node): Node => dropOutput(output(dropHidden(activation(hidden(seen) as Node))) as Node);
  if (norm === 'last') {
    const y = beforeAttention(add(x, attend(x)));
    return beforeDense(add(y, feed(y)));
  }
  const y = add(x, attend(beforeAttention(x)));
  return add(y, feed(beforeDense(y)));
}

function checkWidth(x: Node, { width }: Owned): void {
  if (widthOf('transformerBlock', x) !== width)
    throw new ShapeError(
      'transformerBlock',
      [x.shape, [width]],
      'a block applied again must get the width of before',
      'Make a second block.',
    );
}

function create(x: Node, heads: number, chosen: Chosen): Owned {
  const { hidden, dropout: rate, weight, seed, causal, mask, positions } = chosen;
  const width = widthOf('transformerBlock', x);
  const { name, join } = layerIdentity('transformerBlock', x, { name: chosen.name, seed });
  const named = (what: string): { readonly seed: number; readonly name: string } => ({ seed, name: `${name}.${what}` });
  const dropped = (what: string): SameShapeLayer => (rate === 0 ? unchanged : dropout(rate, named(what)));
  return {
    width,
    join,
    attention: multiHeadAttention(heads, {
      ...{ causal, mask, positions, weight, dropout: rate },
      ...named('attention'),
    } as MultiHeadAttentionOptions),
    hidden: dense(hidden ?? 4 * width, { weight, ...named('hidden') } as object),
    output: dense(width, { weight, ...named('output') } as object),
    norms: [layerNorm(named('norm1')), layerNorm(named('norm2'))],
    drops: [dropped('attentionDropout'), dropped('hiddenDropout'), dropped('outputDropout')],
  };
}
