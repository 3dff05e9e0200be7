/** The rows of a product, the length of its sums, and its columns. */
export type ProductSizes = readonly [rows: number, inner: number, columns: number];

/** A workload in serializable form. Each process reads the sizes and generates the same numbers. */
export type PeerWorkload = { readonly name: string } & (
  | { readonly kind: 'network'; readonly sizes: readonly number[]; readonly batch: number }
  | { readonly kind: 'prediction'; readonly sizes: readonly number[]; readonly batch: number }
  | { readonly kind: 'product'; readonly size: number }
  | { readonly kind: 'batched product'; readonly matrices: number; readonly sizes: ProductSizes }
  | { readonly kind: 'circuit' }
  | { readonly kind: 'subscribed circuit' }
  | { readonly kind: 'logistic'; readonly features: number; readonly blocks: boolean }
  | { readonly kind: 'hashed'; readonly weights: number; readonly nonZeros: number; readonly unique: boolean }
);

export type Kind = PeerWorkload['kind'];

/** The workloads on which peers are compared, each over many different batches or records. */
export const peerWorkloads: readonly PeerWorkload[] = [
  ...[1, 32, 128, 1024].map(batch => network([784, 128, 10], batch)),
  network([784, 512, 512, 10], 128),
  ...[1, 32].map(batch => prediction([784, 128, 10], batch)),
  ...[8, 128].map(batch => prediction([784, 512, 512, 10], batch)),
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
  hashed('unique', true),
  hashed('duplicates summed', false),
];

/** Returns the workload of so many products of matrices. */
export function batchedProduct(
  matrices: number,
  sizes: ProductSizes,
): Extract<PeerWorkload, { kind: 'batched product' }> {
  return { name: `batched product ${[matrices, ...sizes].join('×')}`, kind: 'batched product', matrices, sizes };
}

function network(sizes: readonly number[], batch: number): PeerWorkload {
  return { name: `Adam step of ${sizes.join('-')}, batch ${batch}`, kind: 'network', sizes, batch };
}

function prediction(sizes: readonly number[], batch: number): PeerWorkload {
  return { name: `prediction of ${sizes.join('-')}, batch ${batch}`, kind: 'prediction', sizes, batch };
}

function hashed(columns: string, unique: boolean): PeerWorkload {
  const name = `Adagrad on 2¹⁸ hashed weights, 60 non-zeros, ${columns}, a record of a block`;
  return { name, kind: 'hashed', weights: 2 ** 18, nonZeros: 60, unique };
}
