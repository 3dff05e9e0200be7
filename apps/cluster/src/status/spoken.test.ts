import { from, lastValueFrom, toArray } from 'rxjs';
import { expect, it } from 'vitest';
import { loadingWorker } from './agree.ts';
import { spoken } from './spoken.ts';
import type { WorkerStatus } from './status.ts';

it('a line is said for each change of what a process does, and statuses pass', async () => {
  const states: readonly WorkerStatus['state'][] = ['loading', 'learning', 'learning', 'ended'];
  const statuses = states.map((state, step) => ({ ...loadingWorker('w1'), state, step }));
  const said: string[] = [];
  const spoken$ = from(statuses).pipe(spoken({ cluster: 'c', rounds: 20, say: text => said.push(text) }));
  expect(await lastValueFrom(spoken$.pipe(toArray()))).toEqual(statuses);
  expect(said).toEqual(['w1: learns', 'w1: the run ended after round 20']);
});
