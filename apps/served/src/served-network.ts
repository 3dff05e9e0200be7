import { digitNetwork } from 'digits/pipeline';
import { readDigits } from 'digits/read-digits';
import { splitDigits } from 'digits/split-digits';
import type { Settings } from './settings.ts';

/** The name under which the learner publishes its model. */
export const NAME = 'digits';

/** Returns the network, as the learner and the predictors build it, and the digits. */
export function servedNetwork({ hidden, seed }: Settings) {
  return { network: digitNetwork({ hidden, seed }), digits: splitDigits(readDigits(), seed) };
}
