import { takenRows } from '@thalweg/drawn';
import * as optim from '@thalweg/optim';
import { expect, it } from 'vitest';
import { everyExportHasARow } from '../checks/every-export-has-a-row.ts';
import { optimizerLaws } from './optimizer-laws.ts';
import type { OptimizerRow } from './laws/optimizer-row.ts';
import * as optimizers from './optimizer-rows.ts';
import { onlineNewtonRow } from './rows/online-newton-row.ts';
import { referencedOptimizers } from './rows/reference.ts';
import { scheduleLaws } from './schedule-laws.ts';
import { referencedSchedules } from './rows/schedule-reference.ts';
import type { ScheduleRow } from './laws/schedule-row.ts';
import * as schedules from './schedule-rows.ts';

const optimizerRows: readonly OptimizerRow[] = Object.values(optimizers).flat();
/** Optimizers of other packages. */
const otherRows: readonly OptimizerRow[] = [onlineNewtonRow];
const scheduleRows: readonly ScheduleRow[] = Object.values(schedules).flat();

it('everything that @thalweg/optim exports has a row, as an optimizer or as a schedule', () =>
  everyExportHasARow(optim, [...optimizerRows, ...scheduleRows], {
    except: {
      memory: 'a state for a rule',
      onEvent: 'a schedule of events, whose tests are those of run-schedules',
      onlyWhen: 'a condition for the rules of other transforms',
      reduceOnPlateau: 'a schedule of a metric, whose tests are those of run-schedules',
      Updates: 'what flows through transforms',
      updatesOf: 'what a chain of transforms begins with',
    },
  }));

it('every optimizer that has reference runs has a row with them', () => {
  const rows = [...optimizerRows, ...otherRows];
  const withRuns = rows.filter(({ trajectories }) => trajectories !== undefined).map(({ name }) => name);
  expect([...referencedOptimizers].sort()).toEqual(withRuns.sort());
});

it('every schedule that PyTorch has run has a row with its rates', () => {
  const withRates = new Set(scheduleRows.filter(({ rates }) => rates !== undefined).map(({ name }) => name));
  expect([...referencedSchedules].filter(name => !withRates.has(name))).toEqual([]);
});

const taken = takenRows('optimizers', [...optimizerRows, ...otherRows], ({ name }) => name);
const long = takenRows('long runs of optimizers', taken);
const ways = taken.flatMap(({ name, trajectories = [] }) => trajectories.map(way => ({ name, way })));
const single = new Set(takenRows('reference runs in float32', ways, ({ name }) => name).map(({ way }) => way));
for (const row of taken) optimizerLaws(row, { quick: !long.includes(row), inFloat32: way => single.has(way) });
for (const row of takenRows('schedules', scheduleRows, ({ name }) => name)) scheduleLaws(row);
