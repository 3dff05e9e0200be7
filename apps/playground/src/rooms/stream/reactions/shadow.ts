import { learnWithShadow } from '@thalweg/online';
import { adagrad } from '@thalweg/optim';
import { predictor, type Predictor } from '@thalweg/train';
import { map } from 'rxjs';
import { isWrong, linearModel, type LinearModel, RATE, type Reaction, weightsOf } from './reaction.ts';

/** The events that a shadow learns before it may take over. */
export const WARM_UP = 50;

/** Trains a second model after an alarm, which takes over once it is better. */
export const shadow: Reaction = {
  name: 'shadow',
  title: 'shadow',
  does: 'trains a second model, which takes over when it is better',
  make(detector, reacted) {
    const predictors = new Map<LinearModel, Predictor<readonly []>>();
    const make = (): { model: LinearModel; optimizer: ReturnType<typeof adagrad> } => {
      const model = linearModel();
      predictors.set(model, predictor(model.prediction));
      return { model, optimizer: adagrad({ learningRate: RATE }) };
    };
    const learning = learnWithShadow(make, detector, { of: isWrong, warmUp: WARM_UP, predicted: 'shadow' });
    learning.switches.subscribe(reacted);
    return {
      predict: map(record => ({ ...record, shadow: predictors.get(learning.model())!(record) })),
      learn: learning,
      weights: () => weightsOf(learning.model()),
      parts: { learning },
    };
  },
};
