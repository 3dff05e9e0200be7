import { edge, gradients, read, type Node } from '@thalweg/graph';
import { formatOperation, parenthesized } from './format-operation.ts';
import type { NamedCircuit } from './named-circuit.ts';
import { tensorText } from './tensor-text.ts';
import type { Step } from './walk.ts';

/** Returns the computation of a step with its numbers: `q = x + y = −2 + 5 = 3`. */
export function stepText(circuit: NamedCircuit, { pass, node }: Step): string {
  return pass === 'forward' ? valueText(circuit, node) : gradientText(circuit, node);
}

/** Returns the computation of a node’s value from its inputs. Numbers are put in where all of them are scalars. */
export function valueText({ names }: NamedCircuit, node: Node): string {
  const named = node.inputs.map(input => names.get(input) ?? valueOf(input));
  const parts = [names.get(node)!, formatOperation(node, named)];
  if (node.inputs.every(isNumber)) parts.push(formatOperation(node, node.inputs.map(valueOf)));
  return [...parts, valueOf(node)].join(' = ');
}

/** Returns the computation of a gradient: one term, upstream × local, for each use of the node. */
function gradientText({ root, nodes, names }: NamedCircuit, node: Node): string {
  const f = names.get(root)!;
  const of = (one: Node): string => `∂${f}/∂${names.get(one)}`;
  if (node === root) return `${of(root)} = 1: here the backward pass begins`;
  const all = gradients(root);
  const uses = nodes.flatMap(consumer =>
    consumer.inputs.flatMap((input, position) => (input === node ? [{ consumer, position }] : [])),
  );
  const symbols = uses.map(({ consumer }) => `${of(consumer)} × ∂${names.get(consumer)}/∂${names.get(node)}`);
  const parts = [of(node), symbols.join(' + ')];
  if ([node, ...uses.map(({ consumer }) => consumer)].every(isNumber)) {
    const terms = uses.map(({ consumer, position }) => {
      const { upstream, local } = edge(all, consumer, node, position);
      return `${valueOf(upstream)} × ${parenthesized(valueOf(local))}`;
    });
    const [first, ...others] = terms;
    parts.push(`${first}${others.map(term => (term.startsWith('−') ? ` + (${term})` : ` + ${term}`)).join('')}`);
  }
  return [...parts, valueOf(all.of(node))].join(' = ');
}

function isNumber({ shape }: Node): boolean {
  return shape.every(size => size === 1);
}

function valueOf(node: Node): string {
  return tensorText(read(node));
}
