import { add, constant, exp, mul, neg, parameter, pow, reciprocal, sub, type Node } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { expressionOf } from './circuit-model.ts';
import { operationSign } from './operation-sign.ts';

const [x, y] = [parameter(1, { name: 'x' }), parameter(2, { name: 'y' })] as unknown as [Node, Node];

describe('expressionOf', () => {
  it.each([
    [mul(add(x, y), x), '(x + y) × x'],
    [add(mul(x, y), x), 'x × y + x'],
    [sub(x, sub(y, x)), 'x − (y − x)'],
    [sub(sub(x, y), x), 'x − y − x'],
    [neg(add(x, y)), '−(x + y)'],
    [reciprocal(add(1, exp(neg(x)))), '1/(1 + exp(−x))'],
    [mul(-2, x), '−2 × x'],
    [mul(2, pow(neg(x), 2)), '2 × (−x) ^ 2'],
    [neg(pow(x, pow(y, x))), '−x ^ (y ^ x)'],
  ])('writes a formula %#', (node, text) => expect(expressionOf(node as Node, new Map())).toBe(text));

  it('goes no further than what has a name', () => {
    const q = add(x, y);
    expect(expressionOf(mul(q, x), new Map([[q, 'q']]))).toBe('q × x');
    expect(expressionOf(q, new Map([[q, 'q']]))).toBe('x + y');
  });

  it('of a graph with 2⁴⁰ paths is short, and there at once', () => {
    let node = x;
    for (let i = 0; i < 40; i++) node = add(node, node);
    expect(expressionOf(node, new Map()).length).toBeLessThanOrEqual(48);
  });
});

describe('operationSign', () => {
  it('writes constants into the operation', () => {
    expect(operationSign(add(x, 1) as Node)).toBe('+1');
    expect(operationSign(mul(constant(-1), x) as Node)).toBe('×(−1)');
    expect(operationSign(pow(x, 2) as Node)).toBe('^2');
    expect(operationSign(sub(x, 1) as Node)).toBe('−1');
    expect(operationSign(sub(1, x) as Node)).toBe('1 − ( )');
    expect(operationSign(reciprocal(x) as Node)).toBe('1/( )');
    expect(operationSign(x)).toBe('x');
    expect(operationSign(mul(x, y))).toBe('×');
  });
});
