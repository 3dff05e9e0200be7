import { prepare as peak } from './peers/peak.ts';
import type { Prepared } from './peers/prepared.ts';
import { prepare as wasm } from './peers/wasm.ts';
import { batchedProduct } from './peers/workloads.ts';
import type { Workload } from './workload.ts';

/** The share of the peak of four lanes that a product of many matrices must reach. */
const SHARE = 0.75;

/** Returns the workload of a product of 32 matrices, beside the peak of multiplications and additions. */
export async function batched(): Promise<Workload> {
  const workload = batchedProduct(32, [128, 64, 128]);
  const [own, chains] = (await Promise.all([wasm(workload), peak(workload)])) as [Prepared, Prepared];
  return {
    name: `${workload.name}, compiled`,
    peers: [
      { name: 'thalweg wasm', run: own.run },
      { name: 'no-FMA peak', run: chains.run },
    ],
    goal: {
      text: `at least ${SHARE} of the peak`,
      met: (ours, other) => SHARE * ours <= other / (chains.units ?? 1),
    },
  };
}
