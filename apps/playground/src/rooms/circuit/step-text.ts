import { edge, gradients, read, type Node } from '@thalweg/graph';
import { numberText } from '@thalweg/inspect/number-text';
import type { NamedCircuit } from './named-circuit.ts';
import type { Step } from './walk.ts';
import { parenthesized, formatOperation } from './format-operation.ts';

/** Returns the computation of a step with its numbers: `q = x + y = −2 + 5 = 3`. */
export function stepText(circuit: NamedCircuit, { pass, node }: Step): string {
  return pass === 'forward' ? valueText(circuit, node) : gradientText(circuit, node);
}

/** Returns the computation of a node’s value from its inputs. */
export function valueText({ names }: NamedCircuit, node: Node): string {
  const named = node.inputs.map(input => names.get(input) ?? valueOf(input));
  return `${names.get(node)} = ${formatOperation(node, named)} = ${formatOperation(node, node.inputs.map(valueOf))} = ${valueOf(node)}`;
}

/** Returns the computation of a gradient: one term, upstream × local, for each use of the node. */
function gradientText({ root, nodes, names }: NamedCircuit, node: Node): string {
  const f = names.get(root)!;
  const of = (one: Node): string => `∂${f}/∂${names.get(one)}`;
  if (node === root) return `${of(root)} = 1: here the backward pass begins`;
  const all = gradients(root);
  const terms = nodes.flatMap(consumer =>
    consumer.inputs.flatMap((input, position) => {
      if (input !== node) return [];
      const { upstream, local } = edge(all, consumer, node, position);
      return {
        symbols: `${of(consumer)} × ∂${names.get(consumer)}/∂${names.get(node)}`,
        numbers: `${valueOf(upstream)} × ${parenthesized(valueOf(local))}`,
      };
    }),
  );
  const symbols = terms.map(term => term.symbols).join(' + ');
  const numbers = terms.map(term => term.numbers);
  const [first, ...others] = numbers;
  const added = others.map(term => (term.startsWith('−') ? ` + (${term})` : ` + ${term}`));
  return `${of(node)} = ${symbols} = ${first}${added.join('')} = ${valueOf(all.of(node))}`;
}

function valueOf(node: Node): string {
  return numberText(read(node).item());
}
