import { existsSync } from 'node:fs';
import { lastValueFrom, NEVER, Subject, tap, toArray } from 'rxjs';
import { expect, it } from 'vitest';
import { readSettings } from './options.ts';
import { wordsRun } from './run.ts';
import { linesOf } from './view.ts';

const SMALL = [
  '--characters',
  '2000',
  '--units',
  '2',
  '--embeddings',
  '2',
  '--streams',
  '2',
  '--runner',
  'interpreter',
];

it('a run that is stopped without --save writes nothing, and tells its last step', async () => {
  const stop$ = new Subject<void>();
  const { events$, end } = wordsRun(readSettings([...SMALL, '--show-every', '1']), { lines$: NEVER, stop$ });
  const step2$ = events$.pipe(tap(event => event.kind === 'steps' && event.step === 2 && stop$.next()));
  const events = await lastValueFrom(step2$.pipe(toArray()));
  expect(end()).toEqual({ stopped: true, saved: false });
  expect(linesOf(events.at(-1)!, { json: false, columns: 80 })).toMatch(/^step 2: loss \d\.\d{3}, \d\.\d{3} bits/);
  expect(existsSync('runs/words.safetensors')).toBe(false);
});
