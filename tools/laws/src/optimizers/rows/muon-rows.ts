import type { Parameter } from '@thalweg/graph';
import {
  cosineDecay,
  muon,
  type MuonOptions,
  type MuonScaling,
  partition,
  scaleByLearningRate,
  scaleByMuon,
  sgd,
  type Transform,
} from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { Memory, OptimizerRow, Refusal } from '../laws/optimizer-row.ts';
import { trajectoriesOf } from './reference.ts';
import { whereAny } from './where-any.ts';

const withDescent = (options: MuonOptions): Transform =>
  forMatrices(muon(options), sgd({ learningRate: options.learningRate! }));

/** One transform for the matrices of a problem, another for all else: the valleys have no matrix, the networks have two. */
const forMatrices = (matrices: Transform, others: Transform): Transform => {
  const isMatrix = ({ shape }: Parameter): boolean => shape.length === 2;
  return whereAny(isMatrix, partition([{ names: isMatrix, transform: matrices }, { transform: others }]), others);
};

/** What Muon remembers. */
const memoryOfMatrices: Memory = ({ shape }) => (shape.length === 2 ? { 'muon.v': shape } : {});

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

/** Options that do not make a Muon. */
function badMuonScaling(make: (scaling: MuonScaling) => unknown): Refusal[] {
  return [
    [() => make({ momentum: 1 }), 'momentum: must be at least 0 and below 1, got 1'],
    [() => make({ steps: 2.5 }), 'steps: must be a whole number from 1 on, got 2.5'],
  ];
}

const scaled = pipe(scaleByMuon({ nesterov: false }), scaleByLearningRate(0.02));

export const scaleByMuonRow: OptimizerRow = {
  name: 'scaleByMuon',
  ravine: () => forMatrices(scaled, sgd({ learningRate: 0.05 })),
  valley: () => forMatrices(scaled, sgd({ learningRate: 1.5e-3 })),
  memory: memoryOfMatrices,
  noReference: 'a part of muon, which has runs',
  refuses: badMuonScaling(scaleByMuon),
};
