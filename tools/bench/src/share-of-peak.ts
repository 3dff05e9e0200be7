import { prepare as peak } from './peers/peak.ts';
import type { Prepared } from './peers/prepared.ts';
import { prepare as wasm } from './peers/wasm.ts';
import { batchedProduct, imageWorkloads, transformerWorkloads, type PeerWorkload } from './peers/workloads.ts';
import type { Workload } from './workload.ts';

/** The shares of the peak of four lanes that a product of 32 matrices and Adam steps over 32 images, or 16 texts, must reach. */
const GOALS: readonly (readonly [workload: PeerWorkload, share: number])[] = [
  [batchedProduct(32, [128, 64, 128]), 0.75],
  ...imageWorkloads.filter(({ batch }) => batch === 32).map(workload => [workload, 0.65] as const),
  ...transformerWorkloads.filter(({ batch }) => batch === 16).map(workload => [workload, 0.6] as const),
];

/** Returns workloads beside the peak of as many multiplications and additions. */
export function sharesOfPeak(): Promise<readonly Workload[]> {
  return Promise.all(GOALS.map(([workload, share]) => shareOfPeak(workload, share)));
}

async function shareOfPeak(workload: PeerWorkload, share: number): Promise<Workload> {
  const [own, chains] = (await Promise.all([wasm(workload), peak(workload)])) as [Prepared, Prepared];
  return {
    name: `${workload.name}, compiled`,
    peers: [
      { name: 'thalweg wasm', run: own.run },
      { name: 'no-FMA peak', run: chains.run },
    ],
    goal: {
      text: `at least ${share} of the peak`,
      met: (ours, other) => share * ours <= other / (chains.units ?? 1),
    },
  };
}
