import { Session } from 'node:inspector/promises';
import { fromColumns, batch } from '@thalweg/data';
import { input } from '@thalweg/graph';
import { dense, meanSquaredError } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { train } from '@thalweg/train';
import { firstValueFrom } from 'rxjs';
import { expect, it } from 'vitest';

/** Returns the sources of packages in which a function ran while a task did, from `packages` on, sorted. */
async function filesRun(task: () => Promise<unknown>): Promise<string[]> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  await task();
  const { result } = await session.post('Profiler.takePreciseCoverage');
  await session.post('Profiler.stopPreciseCoverage');
  session.disconnect();
  const run = result.filter(({ functions }) => functions.some(({ ranges }) => ranges[0]!.count > 0));
  const paths = run.map(({ url }) => /\/(packages\/[^/]+\/src\/.*)$/.exec(url)?.[1]).filter(path => path !== undefined);
  return [...new Set(paths)].sort();
}

it('between subscribe and the first weight, a reader opens at most 35 files', async () => {
  const loss = input('x', ['batch', 2]).pipe(dense(1), meanSquaredError(input('y', ['batch', 1])));
  const columns = { x: { data: [1, 2, 3, 4], shape: [2] }, y: { data: [1, 2], shape: [1] } };
  const training = fromColumns(columns).pipe(batch(2), train(loss, adam()));
  const files = await filesRun(() => firstValueFrom(training));
  console.log(files.join('\n'));
  expect(files.length).toBeLessThanOrEqual(35);
});
