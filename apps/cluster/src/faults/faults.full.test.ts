/** @module-tag nats */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawnMoments, someOf } from '@thalweg/programs/fault-runs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundledMember } from './testing/fault-cluster.ts';
import { faults, type FaultName } from './testing/fault.ts';
import { faultRuns, type Happened } from './testing/fault-runs.ts';

/** The seeds of the runs with each fault. */
const all = Array.from({ length: 30 }, (_, run) => run + 1);
const seeds = someOf(all);

/** The least number of faults in a run, on average over many: with fewer, its end shows nothing. */
const least: Readonly<Record<FaultName, Partial<Happened>>> = {
  'kill -9 of a worker': { killed: 2 },
  'kill -9 of the leader': { killed: 1.5 },
  'kill -9 of the broker': {},
  'kill -9 of all': { killed: 3 },
  'dropped connections': { broken: 4 },
  'duplicated and reordered payloads': { duplicates: 3 },
  'flipped bits': { damaged: 1 },
  'clocks that jump': {},
};

let folder: string;
let program: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'member-'));
  program = bundledMember(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe(`a cluster ends with the bits of a replay, and learns each acknowledged label once, ${drawnMoments()}`, () => {
  it.concurrent.each(Object.keys(faults) as FaultName[])('%s', async name => {
    const happened = await faultRuns(name, seeds, program);
    console.log(`${name}, ${seeds.length} runs: ${JSON.stringify(happened)}`);
    // In each run a process is killed. What happens to each entry by chance happens in many.
    if (least[name].killed !== undefined) expect(happened.killed).toBeGreaterThanOrEqual(seeds.length);
    if (seeds.length < all.length) return;
    for (const [what, count] of Object.entries(least[name]))
      expect(happened[what as keyof Happened] / seeds.length, what).toBeGreaterThanOrEqual(count);
  });
});
