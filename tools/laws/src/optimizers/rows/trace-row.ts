import { scaleByLearningRate, trace, type Hyperparameter, type TraceOptions, type Transform } from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { OptimizerRow } from '../optimizer-row.ts';
import { trajectoriesOf } from '../reference.ts';

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
