import { cosineDecay, muon, sgd, type MuonOptions, type Transform } from '@thalweg/optim';
import type { OptimizerRow } from '../optimizer-row.ts';
import { trajectoriesOf } from '../reference.ts';
import { badMuonScaling, forMatrices, memoryOfMatrices } from './scale-by-muon-row.ts';

const withDescent = (options: MuonOptions): Transform =>
  forMatrices(muon(options), sgd({ learningRate: options.learningRate! }));

export const muonRow: OptimizerRow = {
  name: 'muon',
  ravine: () => forMatrices(muon(), sgd({ learningRate: 0.05 })),
  valley: () => forMatrices(muon(), sgd({ learningRate: 1.5e-3 })),
  matrix: () => muon({ learningRate: cosineDecay(0.1, { steps: 1000 }) }),
  memory: memoryOfMatrices,
  trajectories: trajectoriesOf('muon', withDescent),
  refuses: [
    [() => muon({ learningRate: -0.02 }), 'learningRate: must be finite and at least 0, got -0.02'],
    [() => muon({ decay: NaN }), 'decay: must be finite and at least 0, got NaN'],
    ...badMuonScaling(muon),
  ],
};
