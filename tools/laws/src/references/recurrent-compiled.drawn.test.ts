import { takenRows } from '@thalweg/drawn';
import { wasm, type ExplainedUnit } from '@thalweg/wasm';
import { expect, it } from 'vitest';
import { counted } from '../compiled/counted.ts';
import { computed, expectReference, recurrentRows, titleOf } from './recurrent-agreement.ts';

const titled = recurrentRows().map((row, number) => [titleOf(row, number), row] as const);

it.each(takenRows('references of recurrent layers', titled, ([, { layer }]) => layer))(
  'compiled for batches and lengths that the plan receives, a layer has PyTorch’s numbers: %s',
  (_, row) => {
    const units: ExplainedUnit[] = [];
    const watched = counted(wasm({ onPlan: plan => units.push(...plan.units) }));
    expectReference(row, computed(row, { dtype: 'float32', named: true }, watched.runner), 'float32');
    expect(watched).toMatchObject({ compiled: 1, interpreted: 0 });
    expect(units.length).toBeGreaterThan(0);
    expect(units.filter(({ by }) => by === 'interpreter').map(({ what }) => what)).toEqual([]);
  },
);
