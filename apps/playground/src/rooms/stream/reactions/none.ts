import { learn, predictFirst } from '@thalweg/online';
import { adagrad } from '@thalweg/optim';
import { linearModel, RATE, weightsOf } from './linear-model.ts';
import type { Reaction } from './reaction.ts';

/** Goes on as before. */
export const none: Reaction = {
  name: 'none',
  title: 'none',
  does: 'learns on with Adagrad, whose rate only falls',
  make() {
    const model = linearModel();
    const learning = learn(model, adagrad({ learningRate: RATE }), { predicted: 'none' });
    return {
      predict: predictFirst(model.prediction, { into: 'none' }),
      learn: learning,
      weights: () => weightsOf(model),
      parts: { learning },
    };
  },
};
