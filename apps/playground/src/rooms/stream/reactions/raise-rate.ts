import { learn, predictFirst, raiseRateOnDrift } from '@thalweg/online';
import { adagrad } from '@thalweg/optim';
import { pipe } from 'rxjs';
import { isWrong } from './is-wrong.ts';
import { linearModel, RATE, weightsOf } from './linear-model.ts';
import type { EventOutcome, Reaction } from './reaction.ts';
import { reporting } from './reporting.ts';

/** Keeps its weights and learns faster for a while. */
export const raiseRate: Reaction = {
  name: 'raise',
  title: 'raise the rate',
  does: 'learns 20 times as fast, falling by half every 50 events',
  make(detector, reacted) {
    const model = linearModel();
    const rate = raiseRateOnDrift<object, EventOutcome>(reporting(detector, reacted), {
      of: isWrong,
      learningRate: RATE,
      factor: 20,
      halfLife: 50,
    });
    const learning = learn(model, adagrad({ learningRate: rate.learningRate }), { predicted: 'raise' });
    return {
      predict: predictFirst(model.prediction, { into: 'raise' }),
      learn: pipe(learning, rate),
      weights: () => weightsOf(model),
      parts: { learning, rate },
    };
  },
};
