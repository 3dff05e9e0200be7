import { type Node, read } from '@thalweg/graph';
import { numberText } from './number-text.ts';

/** The usual infix signs of binary operations. */
export const INFIX: Readonly<Record<string, string>> = {
  add: '+',
  sub: '−',
  mul: '×',
  div: '÷',
  pow: '^',
  matmul: '·',
};

const SIGNS: Readonly<Record<string, string>> = {
  ...INFIX,
  neg: '−( )',
  reciprocal: '1/( )',
  log: 'ln',
  square: '( )²',
  sqrt: '√',
  abs: '| |',
  sigmoid: 'σ',
  maximum: 'max',
  minimum: 'min',
};

/**
 * Returns the label of a node’s box: an operation’s sign with the constant that it reads, or a source’s name. What else it
 * reads is on its wires, so it has no name here: an input may be called x.
 */
export function operationSign(node: Node): string {
  if (node.inputs.length === 0) return node.name;
  const sign = INFIX[node.name];
  const literals = node.inputs.map(literalOf);
  if (sign !== undefined && literals[1] !== undefined) return signWith(sign, literals[1]);
  if (sign !== undefined && literals[0] !== undefined)
    return isCommutative(node) ? signWith(sign, literals[0]) : `${numberText(literals[0])} ${sign} ( )`;
  const isView = node.operation?.kernel.kind === 'alias' && node.name === node.inputs[0]?.name;
  return isView ? 'without axes' : (SIGNS[node.name] ?? node.name);
}

/** Returns a sign with the constant after it: `+1`, `×(−1)`. */
function signWith(sign: string, literal: number): string {
  const text = numberText(literal);
  return text.startsWith('−') ? `${sign}(${text})` : `${sign}${text}`;
}

function isCommutative({ name }: Node): boolean {
  return name === 'add' || name === 'mul';
}

/** Returns the value of a scalar constant, which is shown inside its consumer’s formula; undefined for other nodes. */
export function literalOf(node: Node): number | undefined {
  const isConstant = node.circuit === undefined && node.inputs.length === 0 && node.shape.length === 0;
  return isConstant ? read(node).item() : undefined;
}
