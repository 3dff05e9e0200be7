import { cosineDecay, prodigy } from '@thalweg/optim';
import type { OptimizerRow } from '../optimizer-row.ts';
import { trajectoriesOf } from '../reference.ts';
import { badMoments } from './scale-by-adam-row.ts';

export const prodigyRow: OptimizerRow = {
  name: 'prodigy',
  // From a smaller d0 the first steps are lost in the roundings of float32.
  ravine: () => prodigy({ d0: 0.01 }),
  valley: () => prodigy({ learningRate: cosineDecay(1, { steps: 10_000 }) }),
  matrix: () => prodigy({ learningRate: cosineDecay(1, { steps: 1000 }) }),
  memory: ['prodigy.m', 'prodigy.v', 'prodigy.s', 'prodigy.θ₀'],
  counters: ['prodigy.d', 'prodigy.r'],
  trajectories: trajectoriesOf('prodigy', prodigy),
  refuses: [
    [() => prodigy({ learningRate: -1 }), 'learningRate: must be finite and at least 0, got -1'],
    [() => prodigy({ decay: NaN }), 'decay: must be finite and at least 0, got NaN'],
    [() => prodigy({ d0: 0 }), 'd0: must be finite and above 0, got 0'],
    ...badMoments(prodigy),
  ],
};
