import { forgetOnDrift, learn, predictFirst } from '@thalweg/online';
import { adagrad } from '@thalweg/optim';
import { pipe } from 'rxjs';
import { type EventOutcome, isWrong, linearModel, RATE, type Reaction, reporting, weightsOf } from './reaction.ts';

/** Forgets all weights and rates at a drift. */
export const forget: Reaction = {
  name: 'forget',
  title: 'forget',
  does: 'starts again from nothing',
  make(detector, reacted) {
    const model = linearModel();
    const learning = learn(model, adagrad({ learningRate: RATE }), { predicted: 'forget' });
    const forgetting = forgetOnDrift<object, EventOutcome>(reporting(detector, reacted), {
      of: isWrong,
      learning,
      forget: 'everything',
    });
    return {
      predict: predictFirst(model.prediction, { into: 'forget' }),
      learn: pipe(learning, forgetting),
      weights: () => weightsOf(model),
      parts: { learning, forgetting },
    };
  },
};
