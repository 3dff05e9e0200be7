import fc from 'fast-check';
import { expect, test } from 'vitest';
import { detectionReport } from './detection-report.ts';
import type { Detector } from './detector.ts';

/** Says drift at each 1. */
const echo: Detector<object> = {
  name: 'echo',
  initial: () => ({}),
  step: (_, value) => (value === 1 ? 'drift' : 'stable'),
};

test('tells delays, misses and false alarms', () => {
  const values = new Array<number>(100).fill(0);
  for (const at of [5, 21, 25, 31, 72]) values[at - 1] = 1;
  expect(detectionReport(echo, values, { changes: [20, 40, 70], horizon: 10 })).toEqual({
    drifts: [5, 21, 25, 31, 72],
    delays: [1, undefined, 2],
    meanDelay: 1.5,
    missed: 1,
    falseAlarms: 2,
    falseAlarmRate: 2000 / 70,
  });
});

test('a drift is of the last change before it, and the value at the horizon is in it', () => {
  const at = (...drifts: number[]): number[] => Array.from({ length: 30 }, (_, i) => (drifts.includes(i + 1) ? 1 : 0));
  expect(detectionReport(echo, at(15), { changes: [10, 14], horizon: 10 }).delays).toEqual([undefined, 1]);
  expect(detectionReport(echo, at(20), { changes: [10], horizon: 10 }).delays).toEqual([10]);
  expect(detectionReport(echo, at(21), { changes: [10], horizon: 10 })).toMatchObject({ missed: 1, falseAlarms: 1 });
  expect(detectionReport(echo, at(10), { changes: [10], horizon: 10 })).toMatchObject({ missed: 1, falseAlarms: 1 });
  expect(detectionReport(echo, at(1), { changes: [0], horizon: 1 }).delays).toEqual([1]);
});

test('agrees with counting by the definition', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(0, 0, 0, 1), { maxLength: 60 }),
      fc.uniqueArray(fc.nat(70), { maxLength: 4 }).map(changes => changes.sort((a, b) => a - b)),
      fc.integer({ min: 1, max: 12 }),
      (values, changes, horizon) => {
        const report = detectionReport(echo, values, { changes, horizon });
        const changeOf = (at: number): number =>
          changes.map(change => change < at && at <= change + horizon).lastIndexOf(true);
        const drifts = values.flatMap((value, i) => (value === 1 ? [i + 1] : []));
        const delays = changes.map((change, i) => drifts.find(at => changeOf(at) === i && at > change));
        expect(report.delays).toEqual(delays.map((at, i) => (at === undefined ? undefined : at - changes[i]!)));
        expect(report.falseAlarms).toBe(drifts.filter(at => changeOf(at) === -1).length);
        const outside = values.filter((_, i) => changeOf(i + 1) === -1).length;
        expect(report.falseAlarmRate).toBe(outside === 0 ? 0 : (1000 * report.falseAlarms) / outside);
      },
    ),
  );
});

test('nothing gives nothing, and what says nothing is refused', () => {
  expect(detectionReport(echo, [], { changes: [], horizon: 1 })).toEqual({
    drifts: [],
    delays: [],
    meanDelay: undefined,
    missed: 0,
    falseAlarms: 0,
    falseAlarmRate: 0,
  });
  for (const changes of [[2, 1], [1, 1], [-1], [0.5], [NaN]])
    expect(() => detectionReport(echo, [], { changes, horizon: 1 })).toThrow(
      'changes must be whole numbers in rising order',
    );
  for (const horizon of [0, NaN])
    expect(() => detectionReport(echo, [], { changes: [], horizon })).toThrow('horizon must be at least 1');
});
