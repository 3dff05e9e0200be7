/** The rows of a product, the length of its sums, and its columns. */
export type ProductSizes = readonly [rows: number, inner: number, columns: number];

/** A layer of an image network: 3×3 filters, perhaps a batch norm, relu, and perhaps the largest of 2×2 places. */
interface ImageLayer {
  readonly filters: number;
  readonly padding: 'valid' | 'same';
  readonly normalized: boolean;
  readonly pooled: boolean;
}

/** A network over 28×28 digits: such layers, then all places or their mean by channel, and a dense layer of 10. */
export interface ImageNetwork {
  readonly layers: readonly ImageLayer[];
  readonly averaged: boolean;
  readonly batch: number;
}

/** A recurrent layer on random sequences, and random targets of all its outputs. */
export interface RecurrentNetwork {
  readonly layer: 'gru' | 'lstm';
  readonly inputs: number;
  readonly units: number;
  readonly steps: number;
  readonly batch: number;
}

/** A transformer over characters: embeddings, learned positions, blocks that see the past, a norm, and a dense layer. */
export interface Transformer {
  readonly blocks: number;
  readonly width: number;
  readonly heads: number;
  /** The characters of a window, and the kinds of characters. */
  readonly length: number;
  readonly kinds: number;
  readonly batch: number;
}

/** A table of embeddings with a dense layer over them. */
export interface EmbeddingTable {
  readonly height: number;
  readonly width: number;
  readonly classes: number;
  readonly batch: number;
}

/** A workload in serializable form. Each process reads the sizes and generates the same numbers. */
export type PeerWorkload = { readonly name: string } & (
  | { readonly kind: 'network'; readonly sizes: readonly number[]; readonly batch: number }
  | { readonly kind: 'examples'; readonly sizes: readonly number[]; readonly learningRate: number }
  | ({ readonly kind: 'images' } & ImageNetwork)
  | ({ readonly kind: 'sequences' | 'events' } & RecurrentNetwork)
  | ({ readonly kind: 'transformer' } & Transformer)
  | ({ readonly kind: 'embedding' } & EmbeddingTable)
  | { readonly kind: 'prediction'; readonly sizes: readonly number[]; readonly batch: number }
  | { readonly kind: 'product'; readonly size: number }
  | { readonly kind: 'batched product'; readonly matrices: number; readonly sizes: ProductSizes }
  | { readonly kind: 'circuit' }
  | { readonly kind: 'subscribed circuit' }
  | { readonly kind: 'subscribers'; readonly count: number }
  | { readonly kind: 'logistic'; readonly features: number; readonly blocks: boolean }
  | { readonly kind: 'hashed'; readonly weights: number; readonly nonZeros: number; readonly unique: boolean }
);

export type Kind = PeerWorkload['kind'];

/** Adam steps of convolutional networks. */
export const imageWorkloads: readonly (PeerWorkload & ImageNetwork)[] = [
  ...[1, 32].map(batch => images('16 and 32 filters, pools', batch, false, [16, 32])),
  images('16, 32 and 64 filters, batch norms, pools', 32, true, [16, 32, 64]),
];

/** Adam steps of a transformer. */
export const transformerWorkloads: readonly (PeerWorkload & Transformer)[] = [1, 16].map(batch => ({
  name: `Adam step of a transformer, 2 blocks of 64, 4 heads, 64 characters of 64 kinds, batch ${batch}`,
  kind: 'transformer' as const,
  ...{ blocks: 2, width: 64, heads: 4, length: 64, kinds: 64, batch },
}));

/** The workloads on which peers are compared, each over many different batches or records. */
export const peerWorkloads: readonly PeerWorkload[] = [
  ...[1, 32, 128, 1024].map(batch => network([784, 128, 10], batch)),
  network([784, 512, 512, 10], 128),
  examples([784, 128, 10]),
  ...imageWorkloads,
  sequences('gru', 32, 16),
  sequences('lstm', 32, 16),
  events(),
  ...transformerWorkloads,
  ...[1, 8, 32, 128].map(batch => prediction([784, 128, 10], batch)),
  ...[8, 32, 128].map(batch => prediction([784, 512, 512, 10], batch)),
  ...[256, 512, 1024].map(size => ({ name: `matrix product ${size}³`, kind: 'product' as const, size })),
  batchedProduct(32, [128, 64, 128]),
  { name: '(x + y)·z and three gradients, one pass', kind: 'circuit' },
  { name: '(x + y)·z and three gradients, every wire subscribed', kind: 'subscribed circuit' },
  {
    name: 'logistic regression on 20 features, a record through a pipe',
    kind: 'logistic',
    features: 20,
    blocks: false,
  },
  { name: 'logistic regression on 20 features, a record of a block', kind: 'logistic', features: 20, blocks: true },
  hashed('unique', 60, true),
  hashed('duplicates summed', 60, false),
];

/** Returns the workload of so many products of matrices. */
export function batchedProduct(
  matrices: number,
  sizes: ProductSizes,
): Extract<PeerWorkload, { kind: 'batched product' }> {
  return { name: `batched product ${[matrices, ...sizes].join('×')}`, kind: 'batched product', matrices, sizes };
}

/** Returns the workload of Adam steps of a dense network. */
export function network(sizes: readonly number[], batch: number): PeerWorkload {
  return { name: `Adam step of ${sizes.join('-')}, batch ${batch}`, kind: 'network', sizes, batch };
}

/** Plain gradient descent as FANN has it: one example at a time, sigmoids, a linear output, squared errors. */
function examples(sizes: readonly number[]): PeerWorkload {
  const name = `SGD step of ${sizes.join('-')}, sigmoid, squared errors, one example`;
  return { name, kind: 'examples', sizes, learningRate: 0.01 };
}

/** Without norms every layer is pooled; with them, all but the last are normalized and pooled, and the places averaged. */
function images(
  what: string,
  batch: number,
  normalized: boolean,
  filters: readonly number[],
): PeerWorkload & ImageNetwork {
  const layers = filters.map((count, layer): ImageLayer => {
    const isInner = !normalized || layer < filters.length - 1;
    return {
      filters: count,
      padding: normalized ? 'same' : 'valid',
      normalized: normalized && isInner,
      pooled: isInner,
    };
  });
  return {
    name: `Adam step of 28×28 images, ${what}, batch ${batch}`,
    kind: 'images',
    layers,
    averaged: normalized,
    batch,
  };
}

/** Adam steps of a layer by back-propagation through time. */
function sequences(layer: 'gru' | 'lstm', steps: number, batch: number): PeerWorkload {
  const name = `Adam step of ${layer.toUpperCase()} 16→64, ${steps} steps, batch ${batch}`;
  return { name, kind: 'sequences', layer, inputs: 16, units: 64, steps, batch };
}

/** Adam steps of a cell, event by event: the carry is kept, and the gradient ends at it. */
function events(): PeerWorkload {
  const name = 'Adam step of a GRU cell 16→64, one event, carry kept';
  return { name, kind: 'events', layer: 'gru', inputs: 16, units: 64, steps: 1, batch: 1 };
}

function prediction(sizes: readonly number[], batch: number): PeerWorkload {
  return { name: `prediction of ${sizes.join('-')}, batch ${batch}`, kind: 'prediction', sizes, batch };
}

/** Returns the workload of records of so many hashed features. */
export function hashed(columns: string, nonZeros: number, unique: boolean): PeerWorkload {
  const name = `Adagrad on 2¹⁸ hashed weights, ${nonZeros} non-zeros, ${columns}, a record of a block`;
  return { name, kind: 'hashed', weights: 2 ** 18, nonZeros, unique };
}
