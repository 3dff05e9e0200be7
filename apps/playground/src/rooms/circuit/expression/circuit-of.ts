import { parameter, type Node, type Operand, type Parameter } from '@thalweg/graph';
import type { NamedCircuit } from '../named-circuit.ts';
import { namesOf } from './names-of.ts';
import { Reading } from './reading.ts';

/**
 * The circuit of an expression: its names are inputs, its signs and functions are nodes. Numbers are float64, so that
 * its gradients can be held against differences on the same wires.
 *
 * `values` are those that inputs begin with, 1, 2, 3 … where there is none; `called` are names for the operations, in
 * their order.
 *
 * - **Throws** `ExpressionError`
 */
export function circuitOf(
  text: string,
  values: ReadonlyMap<string, number> = new Map(),
  called: readonly string[] = [],
): NamedCircuit {
  const inputs = new Map<string, Parameter<readonly []>>();
  const nodes: Node[] = [];
  const reading = new Reading(text, {
    input(name) {
      const known = inputs.get(name);
      if (known !== undefined) return known as Node;
      const made = parameter(values.get(name) ?? inputs.size + 1, { name, dtype: 'float64' });
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
  const root = reading.root();
  return { text, root, inputs, nodes, names: namesOf(nodes, called) };
}
