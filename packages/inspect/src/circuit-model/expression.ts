import type { Node } from '@thalweg/graph';
import { numberText } from '../number-text.ts';
import { literalOf } from './literal.ts';
import { INFIX } from './operation-sign.ts';

const MAX_LENGTH = 48;
const PRECEDENCE: Readonly<Record<string, number>> = { add: 1, sub: 1, mul: 2, div: 2, pow: 3, matmul: 2 };
const ATOM_PRECEDENCE = 4;

/** The names of the nodes that have one. */
export type Names = ReadonlyMap<Node, string>;

/** Returns the formula of a node over sources and named nodes, such as `(x + y) × z`. A long formula ends in an ellipsis. */
export function expressionOf(node: Node, names: Names): string {
  // The full formula of a deep graph would be too long to read, and its cost grows with the number of paths.
  let budget = MAX_LENGTH;
  const write = (one: Node, outer: number): string => {
    const text = formula(one);
    return precedenceOf(one, names) < outer ? `(${text})` : text;
  };
  const formula = (one: Node): string => {
    if (budget-- <= 0) return '…';
    const name = one === node ? undefined : names.get(one);
    if (name !== undefined) return name;
    const literal = literalOf(one);
    if (literal !== undefined) return numberText(literal);
    const [a, b] = one.inputs;
    if (a === undefined) return names.get(one) ?? one.name;
    const precedence = PRECEDENCE[one.name];
    if (precedence !== undefined && b !== undefined)
      // A power is right-associative, the others are left-associative; a nested power gets brackets on both sides.
      return `${write(a, precedence + (one.name === 'pow' ? 1 : 0))} ${INFIX[one.name]} ${write(b, precedence + 1)}`;
    if (one.name === 'neg') return `−${write(a, 3)}`;
    if (one.name === 'reciprocal') return `1/${write(a, 3)}`;
    return `${one.name}(${one.inputs.map(formula).join(', ')})`;
  };
  const text = formula(node);
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text;
}

function precedenceOf(node: Node, names: Names): number {
  if (names.has(node) || node.inputs.length === 0) return ATOM_PRECEDENCE;
  if (node.name === 'neg' || node.name === 'reciprocal') return 2;
  return PRECEDENCE[node.name] ?? ATOM_PRECEDENCE;
}
