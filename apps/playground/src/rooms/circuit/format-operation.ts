import type { Node } from '@thalweg/graph';

const INFIX: Readonly<Record<string, string>> = { add: '+', sub: '−', mul: '×', div: '÷', pow: '^', matmul: '·' };

/** Formats an operation with the given operands, names or numbers: `3 × (−4)`. */
export function formatOperation({ name }: Node, operands: readonly string[]): string {
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
export function parenthesized(operand: string): string {
  return operand.startsWith('−') ? `(${operand})` : operand;
}
