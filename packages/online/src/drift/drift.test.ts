import { ContractError } from '@thalweg/tensor';
import { StateError } from '@thalweg/train';
import { from, lastValueFrom, Subject, toArray } from 'rxjs';
import { expect, test } from 'vitest';
import type { Alarm } from './alarm.ts';
import type { Detector } from './detector.ts';
import { drift } from './drift.ts';
import { hddmA } from './hddm-a.ts';
import { hddmW } from './hddm-w.ts';

/** Says what it is given: 0 stable, 1 warning, 2 drift; throws for others. */
const echo: Detector<{ steps: number }> = {
  name: 'echo',
  initial: () => ({ steps: 0 }),
  step: (state, value) => {
    const status = (['stable', 'warning', 'drift'] as const)[value];
    if (status === undefined) throw new RangeError(`no ${value}`);
    state.steps++;
    return status;
  },
};

test('tells a warning when it begins and each drift, with what came and how many had come', async () => {
  const items = [0, 1, 1, 0, 1, 2, 2, 1, 1].map((value, i) => ({ value, name: `item ${i + 1}` }));
  const alarms = await lastValueFrom(from(items).pipe(drift(echo, { of: ({ value }) => value }), toArray()));
  expect(alarms).toEqual(
    [
      { at: 2, status: 'warning' },
      { at: 5, status: 'warning' },
      { at: 6, status: 'drift' },
      { at: 7, status: 'drift' },
      { at: 8, status: 'warning' },
    ].map(alarm => ({ ...alarm, item: items[alarm.at - 1] })),
  );
});

test('a stream of numbers needs no `of`', async () => {
  expect(await lastValueFrom(from([0, 2]).pipe(drift(echo), toArray()))).toEqual([{ at: 2, status: 'drift', item: 2 }]);
});

test('an empty stream completes without an alarm', async () => {
  expect(await lastValueFrom(from<number[]>([]).pipe(drift(hddmW()), toArray()))).toEqual([]);
});

test('what the detector refuses is a stream error, is not counted, and a new subscription goes on', () => {
  const operator = drift(echo);
  const [alarms, errors]: [Alarm<number>[], unknown[]] = [[], []];
  const run = (...values: number[]): void => {
    const source = new Subject<number>();
    source.pipe(operator).subscribe({ next: alarm => alarms.push(alarm), error: error => errors.push(error) });
    for (const value of values) source.next(value);
  };
  run(1, 7, 2);
  run(1, 2);
  expect(errors).toEqual([new RangeError('no 7')]);
  expect(alarms.map(({ at, status }) => [at, status])).toEqual([
    [1, 'warning'],
    [3, 'drift'],
  ]);
});

test('the error of a real detector names it', async () => {
  await expect(lastValueFrom(from([NaN]).pipe(drift(hddmA())))).rejects.toThrow(ContractError);
});

test('a state fits only the detector and the options that it was kept with', () => {
  const kept = drift(hddmA()).save();
  expect(() => drift(hddmW()).prepare(kept)).toThrow(StateError);
  expect(() => drift(hddmA({ direction: 'both' })).prepare(kept)).toThrow(StateError);
  expect(() => drift(hddmA()).prepare(kept)).not.toThrow();
});
