import type { Dial } from '../../controls/dial.ts';
import { optimizers } from '../descent/scenes/optimizers.ts';

/** The name of an optimizer. */
export type OptimizerName = keyof typeof optimizers;

/** The names of all optimizers, in the order of their colours. */
export const optimizerNames = Object.keys(optimizers) as readonly OptimizerName[];

/** Learning rates that suit small networks: surfaces take larger steps. */
const rates: Readonly<Record<OptimizerName, number>> = {
  sgd: 0.1,
  momentum: 0.03,
  nesterov: 0.03,
  adagrad: 0.1,
  adadelta: 1,
  rmsprop: 0.005,
  adam: 0.01,
  lion: 0.002,
};

/** Returns the dials of an optimizer, with a first learning rate that suits a small network. */
export function dialsOf(optimizer: OptimizerName): readonly Dial[] {
  const first = rates[optimizer];
  return optimizers[optimizer].dials({ plain: first }).map(dial => (dial.name === 'rate' ? { ...dial, first } : dial));
}
