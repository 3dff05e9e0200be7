import { Session } from 'node:inspector/promises';
import { fromColumns, batch } from '@thalweg/data';
import { input } from '@thalweg/graph';
import { dense, meanSquaredError } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { train } from '@thalweg/train';
import { firstValueFrom } from 'rxjs';
import { expect, it } from 'vitest';

/** The getter of an exported name: it runs where another file reads the name, and so also where a file hands it on. */
const GETTER = /^\(\) *=> *\{ *try *\{ *return [\w$.]+ *;? *\} *catch *\{ *\} *;? *\}$/;

/** Returns the sources of packages in which a function runs while a task does, from `packages` on, sorted. */
async function filesRun(task: () => Promise<unknown>): Promise<string[]> {
  const session = new Session();
  session.connect();
  await session.post('Debugger.enable');
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  await task();
  const { result } = await session.post('Profiler.takePreciseCoverage');
  await session.post('Profiler.stopPreciseCoverage');
  const paths: string[] = [];
  for (const { scriptId, url, functions } of result) {
    const path = /\/(packages\/[^/]+\/src\/.*)$/.exec(url)?.[1];
    if (path === undefined) continue;
    const { scriptSource } = await session.post('Debugger.getScriptSource', { scriptId });
    const run = functions.flatMap(({ ranges }) => ranges.slice(0, 1)).filter(({ count }) => count > 0);
    if (run.some(({ startOffset, endOffset }) => !GETTER.test(scriptSource.slice(startOffset, endOffset))))
      paths.push(path);
  }
  session.disconnect();
  return [...new Set(paths)].sort();
}

it('who follows a training from its subscription to the first changed weight opens at most 35 files', async () => {
  const loss = input('x', ['batch', 2]).pipe(dense(1), meanSquaredError(input('y', ['batch', 1])));
  const columns = { x: { data: [1, 2, 3, 4], shape: [2] }, y: { data: [1, 2], shape: [1] } };
  const training = fromColumns(columns).pipe(batch(2), train(loss, adam()));
  const files = await filesRun(() => firstValueFrom(training));
  expect(files.length, files.join('\n')).toBeLessThanOrEqual(35);
});
