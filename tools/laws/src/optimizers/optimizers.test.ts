import * as optim from '@thalweg/optim';
import { expect, it } from 'vitest';
import { everyExportHasARow } from '../every-export-has-a-row.ts';
import { optimizerLaws } from './optimizer-laws.ts';
import { optimizerRows } from './optimizer-rows.ts';
import { referencedOptimizers } from './reference.ts';
import { scheduleLaws } from './schedule-laws.ts';
import { scheduleRows } from './schedule-rows.ts';

it('everything that @thalweg/optim exports has a row, as an optimizer or as a schedule', () =>
  everyExportHasARow(optim, [...optimizerRows, ...scheduleRows]));

it('every optimizer that PyTorch has run has a row with its runs', () => {
  const withRuns = optimizerRows.filter(({ trajectories }) => trajectories !== undefined).map(({ name }) => name);
  expect([...referencedOptimizers].sort()).toEqual(withRuns.sort());
});

for (const row of optimizerRows) optimizerLaws(row);
for (const row of scheduleRows) scheduleLaws(row);
