import { constant } from '../sources/constant.ts';
import type { Node, Writable } from '../node/node.ts';
import { where } from '../operations/where.ts';
import { targetOf } from '../sources/target-of.ts';
import { View } from '../sources/view.ts';
import type { Gradients } from './gradients.ts';

/**
 * The same gradients for rules that fire only in steps in which a condition holds. In all others the parameters and what
 * the transforms remember stay as they are; `step` counts the steps in which it held, in a state of this name.
 */
export function onlyWhen(gradients: Gradients, condition: Node<readonly []>, counter: string): Gradients {
  return gradients.seen(register => conditional(register, condition as Node), counter);
}

/** A register that is written only when a condition holds. */
function conditional(whole: Writable, condition: Node): Writable {
  const { name, shape, dtype, circuit } = whole;
  const target = targetOf(whole);
  const never = constant(false, { dtype: 'bool' });
  const both =
    target.write?.when === undefined ? condition : where(target.inputs[target.write.when - 1]!, condition, never);
  return new View(
    { name, shape, dtype, circuit, inputs: [whole], rule: { name, kernel: { kind: 'alias' }, shape: ([x]) => x! } },
    {
      register: target.register,
      inputs: [...target.inputs, both],
      write: { ...target.write, when: target.inputs.length + 1 },
      as: other => conditional(target.as(other), condition),
    },
  );
}
