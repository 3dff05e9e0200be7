import { cosineDecay, scaleByAdam, scaleByLearningRate, scaleByTrustRatio } from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { OptimizerRow } from '../optimizer-row.ts';

export const scaleByTrustRatioRow: OptimizerRow = {
  name: 'scaleByTrustRatio',
  ravine: () => pipe(scaleByTrustRatio(), scaleByLearningRate(0.02)),
  valley: () => pipe(scaleByAdam(), scaleByTrustRatio(), scaleByLearningRate(cosineDecay(0.01, { steps: 9000 }))),
  valleyStart: [0.5, 2],
  noReference: 'a part of lamb, which has runs',
  refuses: [],
};
