import { learnRows } from '@thalweg/online';
import { encodeSnapshot, snapshot } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { Subject } from 'rxjs';
import { expect, it } from 'vitest';
import { heapMeasure } from './laws/heap-measure.ts';
import { ruleColumns, ruleModels } from './testing/rule-models.ts';

const ROWS = 1000;
const CHUNKS = Array.from({ length: 20 }, (_, i) => ruleColumns(ROWS * i, ROWS));

it.each(Object.entries(ruleModels))('a million events leave heap and state of %s where they were', async (_, make) => {
  const learning = learnRows(make(), undefined, { runner: wasm() });
  const events$ = new Subject<object>();
  let last = 0;
  events$.pipe(learning).subscribe(({ step }) => (last = step));
  const push = async (chunks: number): Promise<{ heap: number; state: number }> => {
    for (let i = 0; i < chunks; i++) {
      events$.next(CHUNKS[i % CHUNKS.length]!);
      if (i % 50 === 0) await heapMeasure.turn();
    }
    await heapMeasure.turn();
    return { heap: heapMeasure.heap(), state: encodeSnapshot(snapshot({ learning })).length };
  };
  const warm = await push(50);
  const after = await push(1000);
  expect(last).toBe(1050 * ROWS);
  expect(after.heap - warm.heap).toBeLessThan(200_000);
  // Only the digits of the step and of the loss differ.
  expect(Math.abs(after.state - warm.state)).toBeLessThan(32);
});
