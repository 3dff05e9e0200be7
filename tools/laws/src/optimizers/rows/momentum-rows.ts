import {
  cosineDecay,
  type Hyperparameter,
  lars,
  momentum,
  nesterov,
  scale,
  scaleByAdam,
  scaleByLearningRate,
  scaleByTrustRatio,
  sgd,
  type TermPosition,
  trace,
  type TraceOptions,
  type Transform,
} from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { OptimizerRow } from '../laws/optimizer-row.ts';
import { trajectoriesOf } from './reference.ts';

export const sgdRow: OptimizerRow = {
  name: 'sgd',
  ravine: () => sgd({ learningRate: 0.05 }),
  valley: () => sgd({ learningRate: 1.5e-3 }),
  trajectories: trajectoriesOf('sgd', sgd),
  refuses: [[() => sgd({ learningRate: -0.1 }), 'learningRate: must be finite and at least 0, got -0.1']],
};

export const momentumRow: OptimizerRow = {
  name: 'momentum',
  ravine: () => momentum({ learningRate: 0.02 }),
  valley: () => momentum({ learningRate: 3e-4 }),
  matrix: () => momentum({ learningRate: 0.05 }),
  memory: ['momentum.v'],
  trajectories: trajectoriesOf('momentum', momentum),
  refuses: [
    [() => momentum({ learningRate: Infinity }), 'learningRate: must be finite and at least 0, got Infinity'],
    [
      () => momentum({ learningRateAt: 'before' as TermPosition }),
      "learningRateAt: must be 'inside' or 'outside', got before",
    ],
    [() => momentum({ decay: 1 }), 'decay: must be at least 0 and below 1, got 1'],
    [() => momentum({ decay: -0.5 }), 'decay: must be at least 0 and below 1, got -0.5'],
  ],
};

export const nesterovRow: OptimizerRow = {
  name: 'nesterov',
  ravine: () => nesterov({ learningRate: 0.02 }),
  valley: () => nesterov({ learningRate: 3e-4 }),
  memory: ['nesterov.v'],
  trajectories: trajectoriesOf('nesterov', nesterov),
  refuses: [
    [() => nesterov({ learningRate: NaN }), 'learningRate: must be finite and at least 0, got NaN'],
    [
      () => nesterov({ learningRateAt: 'before' as TermPosition }),
      "learningRateAt: must be 'inside' or 'outside', got before",
    ],
    [() => nesterov({ decay: 1 }), 'decay: must be at least 0 and below 1, got 1'],
  ],
};

type Options = TraceOptions & { readonly learningRate: Hyperparameter };

const behindTrace = ({ learningRate, ...options }: Options): Transform =>
  pipe(trace(options), scaleByLearningRate(learningRate));

export const traceRow: OptimizerRow = {
  name: 'trace',
  ravine: () => behindTrace({ learningRate: 0.02 }),
  valley: () => behindTrace({ learningRate: 3e-4, nesterov: true }),
  memory: ['trace.v'],
  trajectories: trajectoriesOf('trace', behindTrace),
  refuses: [
    [() => trace({ decay: 1 }), 'decay: must be at least 0 and below 1, got 1'],
    [() => trace({ decay: NaN, nesterov: true }), 'decay: must be at least 0 and below 1, got NaN'],
  ],
};

export const scaleRow: OptimizerRow = {
  name: 'scale',
  ravine: () => scale(0.05),
  valley: () => pipe(scale(-1), sgd({ learningRate: 1.5e-3 }), scale(-1)),
  noReference: 'one factor, which its own tests compute by hand',
  refuses: [
    [() => scale(NaN), 'factor: must be finite, got NaN'],
    [() => scale(-Infinity), 'factor: must be finite, got -Infinity'],
  ],
};

export const scaleByLearningRateRow: OptimizerRow = {
  name: 'scaleByLearningRate',
  ravine: () => scaleByLearningRate(0.05),
  valley: () => scaleByLearningRate(1.5e-3),
  noReference: 'a part of sgd, which has runs',
  refuses: [[() => scaleByLearningRate(-Infinity), 'learningRate: must be finite and at least 0, got -Infinity']],
};

export const larsRow: OptimizerRow = {
  name: 'lars',
  ravine: () => lars({ learningRate: 0.1, trust: 0.05 }),
  valley: () => lars({ learningRate: cosineDecay(1, { steps: 9000 }), decay: 0 }),
  valleyStart: [0.5, 2],
  memory: ['lars.v'],
  trajectories: trajectoriesOf('lars', lars),
  refuses: [
    [() => lars({ learningRate: -1 }), 'learningRate: must be finite and at least 0, got -1'],
    [
      () => lars({ learningRateAt: 'before' as TermPosition }),
      "learningRateAt: must be 'inside' or 'outside', got before",
    ],
    [() => lars({ momentum: 1 }), 'momentum: must be at least 0 and below 1, got 1'],
    [() => lars({ decay: -0.1 }), 'decay: must be finite and at least 0, got -0.1'],
    [() => lars({ trust: NaN }), 'trust: must be finite and at least 0, got NaN'],
  ],
};

export const scaleByTrustRatioRow: OptimizerRow = {
  name: 'scaleByTrustRatio',
  ravine: () => pipe(scaleByTrustRatio(), scaleByLearningRate(0.02)),
  valley: () => pipe(scaleByAdam(), scaleByTrustRatio(), scaleByLearningRate(cosineDecay(0.01, { steps: 9000 }))),
  valleyStart: [0.5, 2],
  noReference: 'a part of lamb, which has runs',
  refuses: [],
};
