import { refute, takenRows } from '@thalweg/drawn';
import { wasm, type ExplainedUnit } from '@thalweg/wasm';
import { describe, expect, it } from 'vitest';
import { counted } from '../compiled/counted.ts';
import { replaced } from '../operations/laws/plain.ts';
import { agrees } from './agrees.ts';
import { appliedLoss, operationReferences, type PlainReference } from './operation-reference.ts';

const rows = operationReferences('losses');
const losses = [...new Set(rows.map(({ operation }) => operation))];
const taken = takenRows('references of losses', rows, ({ operation }) => operation);
const compiled = takenRows('compiled references of losses', taken, ({ operation }) => operation);
const applied = appliedLoss;

describe('PyTorch has the same losses, with all options, gradients and second derivatives', () => {
  it.each(losses)('interpreted: %s', loss => {
    const own = taken.filter(({ operation }) => operation === loss);
    agrees(own, 'float64', { applied });
  });

  it.each(losses)('compiled: %s', loss => {
    const own = compiled.filter(({ operation }) => operation === loss);
    for (const dtype of ['float64', 'float32'] as const) {
      const units: ExplainedUnit[] = [];
      const watched = counted(wasm({ onPlan: plan => units.push(...plan.units) }));
      agrees(own, dtype, { applied, runner: watched.runner });
      expect(watched).toMatchObject({ compiled: 1, interpreted: 0 });
      // Products of float64 are not compiled.
      if (dtype === 'float32')
        expect(units.filter(({ by }) => by === 'interpreter').map(({ what }) => what)).toEqual([]);
    }
  });
});

describe('the reference of losses', () => {
  it('has every option of every loss, each with second derivatives', () => {
    const twice = rows.filter(({ second }) => second !== undefined);
    expect([rows.length, twice.length, losses.length]).toEqual([526, 526, 20]);
  });

  it('control: other numbers, losses and options are found out', () => {
    const row = rows.find(({ operation, options }) => operation === 'huber' && options!['exampleWeights'] === true)!;
    agrees([row], 'float64', { applied });
    const { delta: _, ...other } = row.options!;
    const spoilt = (value: PlainReference): PlainReference => ({ ...value, data: replaced(value.data, 0, value.data[0]! + 1e-8) });
    refute(() => agrees([{ ...row, output: spoilt(row.output) }], 'float64', { applied }));
    refute(() => agrees([{ ...row, gradients: [spoilt(row.gradients[0]!)] }], 'float64', { applied }));
    refute(() => agrees([{ ...row, second: [spoilt(row.second![0]!)] }], 'float64', { applied }));
    refute(() => agrees([{ ...row, operation: 'meanAbsoluteError', options: other }], 'float64', { applied }));
    refute(() => agrees([{ ...row, options: { ...row.options, reduction: 'sum' } }], 'float64', { applied }));
  });
}); // prettier-ignore
