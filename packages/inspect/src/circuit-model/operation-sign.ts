import type { Node } from '@thalweg/graph';
import { numberText } from '../number-text.ts';
import { literalOf } from './literal.ts';

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
  neg: '−x',
  reciprocal: '1/x',
  exp: 'eˣ',
  log: 'ln x',
  square: 'x²',
  sqrt: '√x',
  abs: '|x|',
  sigmoid: 'σ(x)',
  matmul: 'a · b',
  maximum: 'max',
  minimum: 'min',
};

/** Returns the label of a node’s box: an operation’s sign with the constants that it reads, or a source’s name. */
export function operationSign(node: Node): string {
  if (node.inputs.length === 0) return node.name;
  const sign = INFIX[node.name];
  const literals = node.inputs.map(literalOf);
  if (sign !== undefined && literals[0] !== undefined) return `${numberText(literals[0])} ${sign} x`;
  if (sign !== undefined && literals[1] !== undefined) return `x ${sign} ${numberText(literals[1])}`;
  const isView = node.rule?.kernel.kind === 'alias' && node.name === node.inputs[0]?.name;
  return isView ? 'without axes' : (SIGNS[node.name] ?? node.name);
}
