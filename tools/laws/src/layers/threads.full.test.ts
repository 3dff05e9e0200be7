import { setTimeout as pause } from 'node:timers/promises';
import { openFrame, type Runner } from '@thalweg/graph';
import type { Tensor } from '@thalweg/tensor';
import { wasm } from '@thalweg/wasm';
import { expect, it } from 'vitest';
import { expectAgreement } from '../compiled/twins.ts';
import { pass, type Pair } from '../compiled/runs.ts';
import { threaded } from '../compiled/threaded.ts';
import { circuitOf, examples, layerRows, type LayerRow } from './layer-rows.ts';

/** All bits of some steps; time passes, so that workers join. */
async function stepped(row: LayerRow, runner: Runner): Promise<readonly Tensor[]> {
  const { outputs, sources } = circuitOf(row);
  const frame = openFrame({ outputs, training: true, steps: true, runner });
  const log: Tensor[] = [];
  for (const [t, count] of [16, 16, 5, 0, 1, 16].entries()) {
    const given = [[sources.x, examples(count, row.shape, t)], [sources.rate, t / 10]] as const; // prettier-ignore
    log.push(...pass(frame, ...(given as unknown as readonly Pair[])));
    await pause(4);
  }
  frame.close();
  return log;
}

it.each(layerRows)('$name: two threads give the bits of one', async row => {
  const pool = threaded(2);
  const [found, wanted] = [await stepped(row, pool.runner), await stepped(row, wasm())];
  expect(pool.workers.length).toBeGreaterThan(0);
  expectAgreement(found, wanted, 0, row.name);
});
