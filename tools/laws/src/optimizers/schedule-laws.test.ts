import { refute } from '@thalweg/drawn';
import { cast, operation, type Node } from '@thalweg/graph';
import { constantRate, type Schedule } from '@thalweg/optim';
import type { Shape } from '@thalweg/tensor';
import { describe, it } from 'vitest';
import {
  countsTheStepsOfARun,
  hasTheRatesOfItsFormula,
  hasTheSameRates,
  resumesWithTheSameRates,
} from './laws/rates.ts';
import { cosineDecayRows } from './rows/decay-rows.ts';
import type { ScheduleRow } from './laws/schedule-row.ts';

const row = cosineDecayRows[0]!;
const late: ScheduleRow = { ...row, formula: step => row.formula(step + 1) };

describe('the laws of schedules hold for ours, and fail on a double that', () => {
  it('has other rates', () => {
    hasTheRatesOfItsFormula(row);
    refute(() => hasTheRatesOfItsFormula(late));
    refute(() => hasTheRatesOfItsFormula({ ...row, make: () => constantRate(row.formula(1)) }));
    hasTheSameRates(row, row.rates!);
    refute(() => hasTheSameRates(row, row.rates!.slice(1)));
  });

  it('is not a float64 scalar', () => {
    const single: Schedule = step => cast(row.make()(step), 'float32');
    refute(() => hasTheRatesOfItsFormula({ ...row, make: () => single }));
  });

  it('counts from another step than the run', () => {
    countsTheStepsOfARun(row);
    refute(() => countsTheStepsOfARun(late));
  });

  it('counts for itself, where no snapshot sees it', () => {
    resumesWithTheSameRates(row);
    const forgetful = (): Schedule => {
      let asked = 0;
      const shape = ([step]: readonly Shape[]): Shape => step!;
      const count = operation({ name: 'count', shape, kernel: y => (y.data[0] = 1 / ++asked) });
      return step => count(step) as Node<readonly []>;
    };
    refute(() => resumesWithTheSameRates({ ...row, make: forgetful }));
  });
});
