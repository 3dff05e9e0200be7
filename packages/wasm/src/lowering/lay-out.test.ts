import { add, becomes, cast, input, mul, operation, sqrt, state, sub, type Node } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { explain } from '../explain.ts';
import { expectSameBits } from '../testing/both-ways.ts';

const single = (name: string): Node => input(name, [], 'float64') as Node;

describe('single numbers', () => {
  it('are computed together, whatever they follow from', () => {
    const [steps, power] = [single('steps'), single('power')];
    const next = mul(power, 0.999) as Node;
    const outputs = [add(steps, 1), next, sqrt(sub(1, next)), cast(next, 'float32')] as Node[];
    const { units } = explain(outputs, { steps: 3, power: 0.7 });
    expect(units.map(({ by, writes }) => [by, writes.length])).toEqual([['numbers', 4]]);
    expectSameBits(outputs, [[steps, 3], [power, 0.7]] as never); // prettier-ignore
  });

  it('that are read as they were rounded are rounded', () => {
    const x = single('x');
    const rounded = cast(x, 'float32') as Node;
    const outputs = [
      rounded,
      add(cast(rounded, 'float64'), 1e-9),
      mul(x, 3),
      mul(cast(rounded, 'float64'), x),
    ] as Node[];
    for (const value of [0.1, 1 / 3, 1e30 + 7]) expectSameBits(outputs, [[x, value]] as never);
  });
});

describe('values that nothing reads', () => {
  it('are not computed, nor are those that only they read', () => {
    const [x, y] = [input('x', [4]), input('y', [2])] as Node[];
    const total = state([0, 0]);
    const withRule = operation({ name: 'withRule', shape: ([first]) => first!, kernel: { kind: 'alias' } });
    // No step asks for the rule, so the sum is of no use.
    const output = withRule(mul(x!, 2) as Node, becomes(total, add(total, sqrt(y!)) as typeof total) as Node);
    expect(explain([output], { x: [1, 2, 3, 4], y: [1, 2] }).units.map(({ what }) => what)).toEqual(['mul']);
    expectSameBits([output], [[x, [1, 2, 3, 4]], [y, [1, 2]]] as never); // prettier-ignore
  });
});
