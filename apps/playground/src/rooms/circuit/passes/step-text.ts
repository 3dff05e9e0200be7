import { edge, gradients, type Node, read } from '@thalweg/graph';
import type { Revealed } from '@thalweg/inspect';
import { numberText } from '@thalweg/inspect/number-text';
import type { Sizes, Tensor } from '@thalweg/tensor';
import type { NamedCircuit } from './named-circuit.ts';
import type { Step } from './walk.ts';

/** Returns the computation of a step with its numbers: `q = x + y = −2 + 5 = 3`. */
export function stepText(circuit: NamedCircuit, { pass, node }: Step): string {
  return pass === 'forward' ? valueText(circuit, node) : gradientText(circuit, node);
}

/** Returns the computation of a node’s value from its inputs. Numbers are put in where all of them are scalars. */
function valueText({ names }: NamedCircuit, node: Node): string {
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

const INFIX: Readonly<Record<string, string>> = { add: '+', sub: '−', mul: '×', div: '÷', pow: '^', matmul: '·' };

/** Formats an operation with the given operands, names or numbers: `3 × (−4)`. */
function formatOperation({ name }: Node, operands: readonly string[]): string {
  const sign = INFIX[name];
  if (sign !== undefined)
    return `${name === 'pow' ? parenthesized(operands[0]!) : operands[0]} ${sign} ${parenthesized(operands[1]!)}`;
  if (name === 'neg') return `−${parenthesized(operands[0]!)}`;
  if (name === 'transpose') return `${operands[0]}ᵀ`;
  if (name === 'reciprocal') return `1 ÷ ${parenthesized(operands[0]!)}`;
  return `${CALLED[name] ?? name}(${operands.join(', ')})`;
}

const CALLED: Readonly<Record<string, string>> = { maximum: 'max', minimum: 'min' };

/** Puts brackets around a negative number. */
function parenthesized(operand: string): string {
  return operand.startsWith('−') ? `(${operand})` : operand;
}

/** Returns a tensor as text: a number, a vector as [1, 2], a matrix as [1, 2; 3, 4] with a semicolon between its rows. */
function tensorText({ data, shape }: Tensor): string {
  const numbers = [...data].map(numberText);
  if (numbers.length === 1) return numbers[0]!;
  const columns = (shape as Sizes).at(-1)!;
  const rows = Array.from({ length: numbers.length / columns }, (_, row) =>
    numbers.slice(row * columns, (row + 1) * columns).join(', '),
  );
  return `[${rows.join('; ')}]`;
}

/** Explains the first revealed value or gradient that is not finite; returns undefined if all are finite. */
export function notFinite(circuit: NamedCircuit, { values, gradients: known }: Revealed): string | undefined {
  const node = circuit.nodes.find(one => values.has(one) && !isFinite(one));
  if (node !== undefined)
    return `${valueText(circuit, node)}: ${why(node)} Everything that depends on it is affected too. ${ADVICE}`;
  const all = gradients(circuit.root);
  const steep = [...circuit.nodes].reverse().find(one => known.has(one) && !isFinite(all.of(one)));
  if (steep === undefined) return undefined;
  return `The gradient of ${circuit.names.get(steep)} has no finite value here, although the values are finite. ${ADVICE}`;
}

const ADVICE = 'Change an input to get finite numbers again.';

function why(node: Node): string {
  return read(node).data.some(Number.isNaN)
    ? 'there is no such real number.'
    : 'it is past the largest number, about 1.8e308, or a division by 0.';
}

const isFinite = (node: Node): boolean => read(node).data.every(Number.isFinite);
