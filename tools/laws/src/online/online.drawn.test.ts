import { takenRows } from '@thalweg/drawn';
import * as metrics from '@thalweg/metrics';
import * as online from '@thalweg/online';
import type { Alarm } from '@thalweg/online';
import type { Savable } from '@thalweg/train';
import { NEVER, startWith } from 'rxjs';
import { expect, it } from 'vitest';
import { everyExportHasARow } from '../checks/every-export-has-a-row.ts';
import { onlineExceptions } from '../operators/rows/online-exceptions.ts';
import { itemsOf, listened, pushed } from './laws/pushed.ts';
import { onlineLaws } from './online-laws.ts';
import { everyRow } from './online-rows.ts';
import { driftRows } from './rows/drift-rows.ts';
import { learningRows } from './rows/learning-rows.ts';
import { joinRows } from './rows/stream-rows.ts';

it('every operator that @thalweg/online exports has a row, and every part that one can be made with is in one', () => {
  const parts = everyRow.flatMap(({ of = [] }) => of.map(name => ({ name })));
  everyExportHasARow({ ...online, ...metrics }, [...everyRow, ...parts], {
    except: { ...onlineExceptions, computeMetric: 'a function of arrays', prometheusText: 'writes values as a text' },
  });
});

it.each(driftRows.filter(({ name }) => name === 'drift'))('the stream of the row $variant drifts', ({ make, item }) => {
  const { told } = pushed(make().operator, itemsOf({ item }, 150));
  expect(told.filter(alarm => (alarm as Alarm<number>).status === 'drift').length).toBeGreaterThan(0);
});

it('the stream of the row of a shadow has it take over', () => {
  const { make, item } = learningRows.find(({ name }) => name === 'learnWithShadow')!;
  const { operator, readings } = make();
  const taken = listened(readings!['switches']!(NEVER.pipe(startWith(item(0)))));
  pushed(operator, itemsOf({ item }, 150));
  // Besides the two that it begins with.
  expect(taken.told.length - 2).toBeGreaterThan(0);
});

it('the streams of the rows of joins have every case', () => {
  const counts = joinRows.map(({ make, item }) => {
    const { operator, parts } = make();
    pushed(operator, itemsOf({ item }, 150));
    return ((parts!['join'] as Savable).save().values['state'] as { counts: Record<string, number> }).counts;
  });
  const cases = Object.keys(counts[0]!);
  expect(cases).toHaveLength(10);
  expect(cases.filter(one => counts.every(count => count[one] === 0))).toEqual([]);
});

for (const row of takenRows('online', everyRow, ({ name }) => name)) onlineLaws(row);
