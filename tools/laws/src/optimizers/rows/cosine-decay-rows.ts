import { cosineDecay } from '@thalweg/optim';
import { cosines } from '../reference.ts';
import type { ScheduleRow } from '../schedule-row.ts';

export const cosineDecayRows: readonly ScheduleRow[] = cosines.map(({ start, least, steps, values }) => ({
  name: 'cosineDecay',
  variant: `from ${start} to ${least} in ${steps} steps`,
  make: () => cosineDecay(start, { steps, final: least }),
  formula: step => least + ((start - least) / 2) * (1 + Math.cos((Math.PI * Math.min(step - 1, steps)) / steps)),
  rates: values,
  refuses: [
    [() => cosineDecay(NaN, { steps }), 'cosineDecay: rate: must be finite and at least 0, got NaN'],
    [() => cosineDecay(start, { steps: 0 }), 'cosineDecay: steps: must be finite and at least 1, got 0'],
    [() => cosineDecay(start, { steps: Infinity }), 'cosineDecay: steps: must be finite and at least 1, got Infinity'],
    [() => cosineDecay(start, { steps, final: -1 }), 'cosineDecay: final: must be finite and at least 0, got -1'],
  ],
}));
