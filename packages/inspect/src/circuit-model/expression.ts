import type { Node } from '@thalweg/graph';
import { numberText } from '../number-text.ts';
import { literalOf } from './literal.ts';
import { INFIX } from './operation-sign.ts';

const LONGEST = 48;
const BINDING: Readonly<Record<string, number>> = { add: 1, sub: 1, mul: 2, div: 2, pow: 3, matmul: 2 };
const ATOM = 4;

/** What nodes are called, where they have a name of their own. */
export type Names = ReadonlyMap<Node, string>;

/** A node as a formula of the sources, or of what has a name, as `(x + y) × z`. Long ones end in an ellipsis. */
export function expressionOf(node: Node, names: Names): string {
  // A formula of a deep graph is longer than anyone reads, and costs as much as it has paths.
  let budget = LONGEST;
  const write = (one: Node, around: number): string => {
    const text = formula(one);
    return bindingOf(one, names) < around ? `(${text})` : text;
  };
  const formula = (one: Node): string => {
    if (budget-- <= 0) return '…';
    const name = one === node ? undefined : names.get(one);
    if (name !== undefined) return name;
    const literal = literalOf(one);
    if (literal !== undefined) return numberText(literal);
    const [a, b] = one.inputs;
    if (a === undefined) return names.get(one) ?? one.name;
    const binding = BINDING[one.name];
    if (binding !== undefined && b !== undefined)
      // A power binds from the right, the others from the left; here it has brackets either way.
      return `${write(a, binding + (one.name === 'pow' ? 1 : 0))} ${INFIX[one.name]} ${write(b, binding + 1)}`;
    if (one.name === 'neg') return `−${write(a, 3)}`;
    if (one.name === 'reciprocal') return `1/${write(a, 3)}`;
    return `${one.name}(${one.inputs.map(formula).join(', ')})`;
  };
  const text = formula(node);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

function bindingOf(node: Node, names: Names): number {
  if (names.has(node) || node.inputs.length === 0) return ATOM;
  if (node.name === 'neg' || node.name === 'reciprocal') return 2;
  return BINDING[node.name] ?? ATOM;
}
