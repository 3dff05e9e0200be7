import { describe, expect, it } from 'vitest';
import { prepare as interleaved } from './interleaved-loops.ts';
import { prepare as interpreter } from './interpreter.ts';
import { prepare as loops } from './loops.ts';
import type { Prepare } from './prepared.ts';
import { peerWorkloads, type PeerWorkload } from './workloads.ts';

/** The last loss after all records were learned from twice. */
async function lossBy(prepare: Prepare, workload: PeerWorkload): Promise<number> {
  const { run } = await prepare(workload);
  run();
  return run();
}

describe('loops by hand', () => {
  it.each(peerWorkloads.filter(({ kind }) => kind === 'logistic' || kind === 'hashed'))(
    'come to the loss of the interpreter: $name',
    async workload => {
      const own = await lossBy(interpreter, workload);
      expect(await lossBy(loops, workload)).toBeCloseTo(own, 4);
      if (workload.kind === 'hashed') expect(await lossBy(interleaved, workload)).toBeCloseTo(own, 4);
    },
  );

  it('differ where duplicates are summed', async () => {
    const [unique, summed] = peerWorkloads.filter(({ kind }) => kind === 'hashed');
    expect(await lossBy(loops, unique!)).not.toBeCloseTo(await lossBy(loops, summed!), 4);
  });
});
