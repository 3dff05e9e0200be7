import type { StepRecord } from '@thalweg/train';
import { Subject } from 'rxjs';
import { expect, it } from 'vitest';
import { shownUntil } from './report.ts';

it.each([true, false])('says that it stopped on a line of its own, in a terminal: %s', isTTY => {
  let text = '';
  const write = (part: string): void => void (text += part);
  const [steps, stop] = [new Subject<StepRecord>(), new Subject<void>()];
  steps
    .pipe(shownUntil(stop, { total: () => 2500, stream: { isTTY, columns: 80, write } }))
    .subscribe({ complete: () => write('Stopped') });
  steps.next({ step: 1, epoch: 1, loss: 2.415 } as StepRecord);
  stop.next();
  expect(text).toMatch(/step 1\/2500[^\n]*\nStopped$/);
});
