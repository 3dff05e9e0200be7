import { learn, predictFirst } from '@thalweg/online';
import { adagrad } from '@thalweg/optim';
import { forget } from './forget.ts';
import { raiseRate } from './raise-rate.ts';
import { linearModel, RATE, type Reaction, weightsOf } from './reaction.ts';
import { shadow } from './shadow.ts';

/** Goes on as before. */
const none: Reaction = {
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

/** The reactions that run side by side. */
export const reactions: readonly Reaction[] = [none, forget, raiseRate, shadow];
