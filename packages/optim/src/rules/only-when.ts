import { functionOf } from '@thalweg/tensor/engine';
import { writtenWhen, type Node } from '@thalweg/graph';
import type { Updates } from './updates.ts';

/**
 * Returns the same updates for rules that fire only in steps in which a condition holds. In all other steps the
 * parameters, and what the transforms after it remember, stay unchanged. `step` counts the steps in which the condition
 * held, in a state named `counter`.
 */
export function onlyWhen(updates: Updates, condition: Node<readonly []>, counter: string): Updates {
  functionOf('onlyWhen', 'the way through the updates', (updates as Partial<Updates> | undefined)?.through);
  return updates.through(register => writtenWhen(register, condition), counter);
}
