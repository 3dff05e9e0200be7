import { learn, predictFirst, raiseRateOnDrift } from '@thalweg/online';
import { adagrad } from '@thalweg/optim';
import { pipe } from 'rxjs';
import { type EventOutcome, isWrong, linearModel, RATE, type Reaction, reporting, weightsOf } from './reaction.ts';

/** The factor of the rate directly after a drift. */
export const FACTOR = 20;
/** The events after which the raise has fallen by half. */
export const HALF_LIFE = 50;

/** Keeps its weights and learns faster for a while. */
export const raiseRate: Reaction = {
  name: 'raise',
  title: 'raise the rate',
  does: `learns ${FACTOR} times as fast, falling by half every ${HALF_LIFE} events`,
  make(detector, reacted) {
    const model = linearModel();
    const rate = raiseRateOnDrift<object, EventOutcome>(reporting(detector, reacted), {
      of: isWrong,
      learningRate: RATE,
      factor: FACTOR,
      halfLife: HALF_LIFE,
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
