import { constant, where, type Node } from '@thalweg/graph';

/**
 * A value as it is, carrying a rule that it does not depend on: whoever computes it has the rule fire. For a register
 * that learns from the value only after it was used for it.
 */
export function carrying(value: Node, rule: Node): Node {
  return where(constant(true, { dtype: 'bool' }), value, rule) as Node;
}
