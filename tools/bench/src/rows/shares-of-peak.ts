import { prepare as peak } from '../peers/peak.ts';
import { prepare as wasm } from '../peers/wasm.ts';
import {
  batchedProduct,
  imageWorkloads,
  peerWorkloads,
  transformerWorkloads,
  type PeerWorkload,
} from '../peers/workloads.ts';
import type { RatioRow } from './ratio-row.ts';
import { repeated } from './turns.ts';

/** The shares of the peak of four lanes that a product of 32 matrices and Adam steps over 32 images, or 16 texts or sequences, must reach. */
const SHARES: readonly (readonly [workload: PeerWorkload, share: number])[] = [
  [batchedProduct(32, [128, 64, 128]), 0.75],
  ...imageWorkloads.filter(({ batch }) => batch === 32).map(workload => [workload, 0.65] as const),
  ...transformerWorkloads.filter(({ batch }) => batch === 16).map(workload => [workload, 0.6] as const),
  ...peerWorkloads.flatMap(one => (one.kind === 'sequences' && one.layer === 'gru' ? [[one, 0.5] as const] : [])),
];

/** Work beside the peak of as many multiplications and additions. */
export const sharesOfPeak: readonly RatioRow[] = SHARES.map(([workload, share]) => ({
  name: `steps: ${workload.name}, compiled`,
  ours: 'thalweg wasm',
  reference: 'no-FMA peak of as many operations',
  bar: 1 / share,
  turns: 15,
  async prepare(size) {
    const [own, chains] = await Promise.all([wasm(workload), peak(workload)]);
    const chain = repeated(chains.run, size);
    return {
      ours: repeated(own.run, size),
      reference: async () => (await chain()) / (chains.units ?? 1),
    };
  },
}));
