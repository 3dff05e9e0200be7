import { add, mul, parameter, read, type Node } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { clipByGlobalNorm, freeze, partition, scale, trace, type Transform, updatesOf } from '../index.ts';
import { descend } from '../testing/descent.ts';

/** A loss with slopes of −3, −4 and −5. */
function slopes(): { loss: Node; at: () => number[] } {
  const parameters = ['a', 'b', 'ab'].map(name => parameter(0, { name, dtype: 'float64' }) as Node);
  const [a, b, ab] = parameters as [Node, Node, Node];
  return {
    loss: add(add(mul(-3, a), mul(-4, b)), mul(-5, ab)) as Node,
    at: () => parameters.map(one => read(one).item()),
  };
}

/** Where two steps lead, and the memories that they make. */
function twoSteps(transform: Transform): { at: number[]; memories: string[] } {
  const { loss, at } = slopes();
  const descent = descend(loss, transform);
  descent.step(2);
  descent.close();
  const memories = descent.wires.map(({ name }) => name).filter(name => name.startsWith('trace.v'));
  return { at: at(), memories: [...new Set(memories)] };
}

const untouched: Transform = updates => updates;

describe('partition', () => {
  it('gives every group a transform of its own, with no memory for others', () => {
    const { at, memories } = twoSteps(
      partition([
        { names: 'a', transform: trace({ decay: 0.5 }) },
        { names: 'b', transform: scale(10) },
        { transform: untouched },
      ]),
    );
    expect(at).toEqual([7.5, 80, 10]);
    expect(memories).toEqual(['trace.v(a)']);
  });

  it('takes the first group that matches', () => {
    const groups = [
      { names: /a/, transform: scale(2) },
      { names: '*b', transform: scale(3) },
    ];
    expect(twoSteps(partition(groups)).at).toEqual([12, 24, 20]);
    expect(twoSteps(partition([...groups].reverse())).at).toEqual([12, 24, 30]);
  });

  it('shows a transform the norm of its own group', () => {
    const { at } = twoSteps(partition([{ names: /^.$/, transform: clipByGlobalNorm(2.5) }, { transform: untouched }]));
    expect(at[0]).toBeCloseTo(3, 12);
    expect(at[1]).toBeCloseTo(4, 12);
    expect(at[2]).toBe(10);
  });

  it('takes a group that earlier ones leave empty, with names or without', () => {
    const groups = [{ names: '*', transform: scale(2) }, { names: 'ab', transform: scale(3) }, { transform: scale(4) }];
    expect(twoSteps(partition(groups)).at).toEqual([12, 16, 20]);
  });

  it('freezes a group within it', () => {
    expect(twoSteps(partition([{ names: 'a*', transform: freeze('*') }, { transform: untouched }])).at).toEqual([
      0, 8, 0,
    ]);
  });

  it('names a parameter that is of no group', () => {
    const incomplete = partition([{ names: 'a*', transform: untouched }]);
    expect(() => incomplete(updatesOf(slopes().loss))).toThrow(
      "partition: every parameter must belong to a group, got 'b', which belongs to none. End with a group without names",
    );
  });
});
