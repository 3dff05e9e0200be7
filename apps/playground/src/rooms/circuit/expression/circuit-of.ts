import { input, type Input, type Node, type Operand } from '@thalweg/graph';
import type { NamedCircuit } from '../passes/named-circuit.ts';
import { ExpressionBuilder, namesOf } from './expression-builder.ts';

/** The values of inputs that were given none, in their order: small, so that a neuron is neither saturated nor dead. */
const FIRST_VALUES = [1, 0.5, 0.2, -0.4, 0.3];

/**
 * Builds the circuit of an expression: names become inputs, operators and functions become nodes. Numbers are float64, so
 * gradients can be compared with finite differences.
 *
 * `values` are the initial values of inputs; an input without one gets a small number. `called` are the names of the
 * operations, in order.
 *
 * - **Throws** `ExpressionError`
 */
export function circuitOf(
  text: string,
  values: ReadonlyMap<string, number> = new Map(),
  called: readonly string[] = [],
): NamedCircuit {
  const inputs = new Map<string, Input<readonly [], 'float64'>>();
  const nodes: Node[] = [];
  const builder = new ExpressionBuilder(text, {
    input(name) {
      const known = inputs.get(name);
      if (known !== undefined) return known as Node;
      const made = input(name, [], 'float64');
      made.set(values.get(name) ?? FIRST_VALUES[inputs.size % FIRST_VALUES.length]!);
      inputs.set(name, made);
      nodes.push(made as Node);
      return made as Node;
    },
    apply(operation, operands: readonly Operand[]) {
      const node = operation.of(...operands);
      nodes.push(node);
      return node;
    },
  });
  const root = builder.root();
  return { text, root, inputs, nodes, names: namesOf(nodes, called) };
}
