import type { Node } from '@thalweg/graph';

const INFIX: Readonly<Record<string, string>> = { add: '+', sub: '−', mul: '×', div: '÷', pow: '^' };

/** An operation written with what stands for its operands: names or numbers, as `3 × (−4)`. */
export function written({ name }: Node, operands: readonly string[]): string {
  const sign = INFIX[name];
  if (sign !== undefined)
    return `${name === 'pow' ? bracketed(operands[0]!) : operands[0]} ${sign} ${bracketed(operands[1]!)}`;
  if (name === 'neg') return `−${bracketed(operands[0]!)}`;
  if (name === 'reciprocal') return `1 ÷ ${bracketed(operands[0]!)}`;
  return `${CALLED[name] ?? name}(${operands.join(', ')})`;
}

const CALLED: Readonly<Record<string, string>> = { maximum: 'max', minimum: 'min' };

/** A negative number after a sign has brackets. */
export function bracketed(operand: string): string {
  return operand.startsWith('−') ? `(${operand})` : operand;
}
