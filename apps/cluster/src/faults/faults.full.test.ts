/** @module-tag nats */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { faultRunsOf } from '@thalweg/programs/fault-runs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundledMember } from './testing/bundled-member.ts';
import { faults, type FaultName } from './testing/fault.ts';
import type { Happened } from './testing/fault-run.ts';
import { faultRuns } from './testing/fault-runs.ts';

/** The number of runs for each fault. */
const RUNS = faultRunsOf(30);

/** The least number of faults in a run on average: with fewer, its end shows nothing. */
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

describe('a cluster ends with the bits of a replay, and learns each acknowledged label once', () => {
  it.concurrent.each(Object.keys(faults) as FaultName[])('%s', async name => {
    const happened = await faultRuns(name, RUNS, program);
    console.log(`${name}, ${RUNS} runs: ${JSON.stringify(happened)}`);
    for (const [what, count] of Object.entries(least[name]))
      expect(happened[what as keyof Happened] / RUNS, what).toBeGreaterThanOrEqual(count);
  });
});
