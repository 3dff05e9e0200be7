import type { Node, Writable } from '../node/node.ts';
import { where } from '../operations/where.ts';
import { constant } from '../sources/constant.ts';
import { targetOf } from '../sources/target-of.ts';
import { View } from '../sources/register-parts.ts';

/**
 * Returns a view of a register that is written only in steps in which a condition holds: `becomes` of the view leaves
 * the register unchanged in all others. Reading the view reads the register.
 *
 * - **Shape** `register: S, condition: [] → S`
 *
 * @example
 * const best = state(Infinity), loss = input('loss', []);
 * const rule = becomes(writtenWhen(best, less(loss, best)), loss);
 * rule.shape // => []
 */
export function writtenWhen(register: Writable, condition: Node<readonly []>): Writable {
  const { name, shape, dtype, circuit } = register;
  const target = targetOf(register);
  const never = constant(false, { dtype: 'bool' });
  const both =
    target.write?.when === undefined ? condition : where(target.inputs[target.write.when - 1]!, condition, never);
  return new View(
    {
      name,
      shape,
      dtype,
      circuit,
      inputs: [register],
      operation: { name, kernel: { kind: 'alias' }, shape: ([x]) => x! },
    },
    {
      register: target.register,
      inputs: [...target.inputs, both as Node],
      write: { ...target.write, when: target.inputs.length + 1 },
      as: other => writtenWhen(target.as(other), condition),
    },
  );
}
