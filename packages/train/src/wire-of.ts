import { GraphError, type Node } from '@thalweg/graph';
import { suggestion } from '@thalweg/tensor/engine';
import type { Resumable } from './passes/progress.ts';
import { registersByName } from './passes/registers.ts';

/**
 * Returns a register of a training by its name in a snapshot: a parameter, a state of the optimizer or of a layer, the step,
 * or the value that a hyperparameter had in the last step, NaN before the first. It can be subscribed like any node. Numbers
 * given as hyperparameters are constants, which have no register.
 *
 * - **Throws** `GraphError` for an unknown name, with the one that was meant
 *
 * @example
 * const learn = train(loss, adam({ learningRate: cosineDecay(0.01, { steps: 1000 }) }));
 * wireOf(learn, 'learningRate').subscribe(rate => …);
 * wireOf(learn, 'adam.m(dense1/weight)').subscribe(m => …);
 */
export function wireOf({ progress }: Resumable, name: string): Node {
  const registers = registersByName(progress);
  const found = registers.get(name);
  if (found === undefined)
    throw new GraphError(
      'wireOf',
      'the name must be that of a register of the training',
      `'${name}'`,
      suggestion(name, [...registers.keys()]),
    );
  return found as Node;
}
