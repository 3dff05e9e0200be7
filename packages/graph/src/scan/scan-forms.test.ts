import { describe, expect, it } from 'vitest';
import { add, constant, cumsum, gradient, input, mul, parameter, read, scan, sub, sum, type Node } from '../index.ts';

type Results = { readonly carry: Node & Node[] & Record<string, Node>; readonly output: Node & Node[] & Record<string, Node> }; // prettier-ignore

/** Calls `scan` in any form. */
const loose = scan as unknown as (...given: readonly unknown[]) => Results;
const plain = (node: Node): unknown => read(node).toArray();

const xs = constant([[1, 2], [3, 4], [5, 6]]) as Node; // prettier-ignore
const init = constant([10, 20]) as Node;

describe('a scan takes and gives', () => {
  it('records, with the carry in any order', () => {
    const cell = ({ a, b }: Record<string, Node>, { x, y }: Record<string, Node>) => ({
      carry: { b: a, a: add(x!, y!) },
      output: { sum: add(a!, b!), x },
    });
    const { carry, output } = loose(cell, { x: xs, y: mul(xs, 10) }, { axis: 0, init: { a: init, b: init } });
    expect(Object.keys(carry)).toEqual(['a', 'b']);
    expect(plain(carry['a']!)).toEqual([55, 66]);
    expect(plain(carry['b']!)).toEqual([33, 44]);
    expect(plain(output['sum']!)).toEqual([[20, 40], [21, 42], [44, 66]]); // prettier-ignore
    expect(plain(output['x']!)).toEqual(plain(xs));
  });

  it('lists, and inputs that have the axis in different places', () => {
    const turned = input('t', [2, 'time']);
    const straight = input('s', ['time', 2]);
    turned.set([[1, 3, 5], [2, 4, 6]]); // prettier-ignore
    straight.set([[1, 2], [3, 4], [5, 6]]); // prettier-ignore
    const cell = ([h]: readonly Node[], [a, b]: readonly Node[]) => ({ carry: [add(h!, sub(a!, b!))], output: [a, h] });
    const { carry, output } = loose(cell, [turned, straight], { init: [init] });
    expect(plain(carry[0]!)).toEqual([10, 20]);
    // An output has the axis where the first input has it.
    expect(plain(output[0]!)).toEqual([[1, 3, 5], [2, 4, 6]]); // prettier-ignore
    expect(plain(output[1]!)).toEqual([[10, 10, 10], [20, 20, 20]]); // prettier-ignore
  });

  it.each([0, -2])('an axis by number, %i', axis => {
    const cell = (h: Node, x: Node) => ({ carry: add(h, x), output: h });
    expect(plain(loose(cell, xs, { axis, init }).carry)).toEqual([19, 32]);
  });

  it('an axis in the middle', () => {
    const cell = (h: Node, x: Node) => ({ carry: add(h, x), output: h });
    const cube = constant([[[1, 2], [3, 4], [5, 6]]]) as Node; // prettier-ignore
    const { carry, output } = loose(cell, cube, { axis: 1, init: constant([[0, 0]]) });
    expect(plain(carry)).toEqual([[9, 12]]);
    expect(plain(output)).toEqual([[[0, 0], [1, 2], [4, 6]]]); // prettier-ignore
  });

  it('no carry, which makes it a map', () => {
    const twice = (_: unknown, x: Node) => ({ carry: {}, output: mul(x, 2) });
    expect(plain(loose(twice, xs, { axis: 0, init: {} }).output)).toEqual([[2, 4], [6, 8], [10, 12]]); // prettier-ignore
    const running = (_: unknown, x: Node) => ({ carry: [], output: cumsum(x) });
    expect(plain(loose(running, xs, { axis: 0, init: [] }).output)).toEqual([[1, 3], [3, 7], [5, 11]]); // prettier-ignore
  });

  it('no output', () => {
    const { carry, output } = loose((h: Node, x: Node) => ({ carry: add(h, x), output: [] }), xs, { axis: 0, init });
    expect([plain(carry), output]).toEqual([[19, 32], []]);
  });
});

describe('a cell may return', () => {
  const captured = parameter([7, 8], { name: 'captured' }) as Node;

  it('its carries, each as the next of the other', () => {
    const cell = ([a, b]: readonly Node[], x: Node) => ({ carry: [b, a], output: add(a!, x) });
    const { carry, output } = loose(cell, xs, { axis: 0, init: [init, captured] });
    expect([plain(carry[0]!), plain(carry[1]!)]).toEqual([[7, 8], [10, 20]]); // prettier-ignore
    expect(plain(output)).toEqual([[11, 22], [10, 12], [15, 26]]); // prettier-ignore
    expect(plain(gradient(sum(output), captured) as Node)).toEqual([1, 1]);
    expect(plain(gradient(sum(carry[0]!), captured) as Node)).toEqual([1, 1]);
  });

  it.each([
    ['the slice', (_: Node, x: Node) => x, [5, 6], [0, 0]],
    ['the carry', (h: Node) => h, [10, 20], [0, 0]],
    ['init', () => init, [10, 20], [0, 0]],
    ['a captured node', () => captured, [7, 8], [1, 1]],
    ['a constant', () => constant([1, 1]) as Node, [1, 1], [0, 0]],
  ] as const)('%s as the next carry and as the output', (_, of, last, slope) => {
    const cell = (h: Node, x: Node) => ({ carry: of(h, x), output: [of(h, x), h] });
    for (const reverse of [false, true]) {
      const { carry, output } = loose(cell, xs, { axis: 0, init, reverse });
      const end = _ === 'the slice' && reverse ? [1, 2] : last;
      expect(plain(carry)).toEqual(end);
      expect((plain(output[0]!) as unknown[])[reverse ? 0 : 2]).toEqual(end);
      expect((plain(output[1]!) as unknown[])[reverse ? 2 : 0]).toEqual([10, 20]);
      const loss = sum(add(add(carry, mul(0, captured)), mul(0, output[0]!))) as Node;
      expect(plain(gradient(loss, captured) as Node)).toEqual(slope.map(one => 3 * one));
    }
  });

  it('the same for no steps: init and empty outputs', () => {
    const x = input('x', ['time', 2]);
    x.set(new Float32Array(0));
    const { carry, output } = loose((h: Node, one: Node) => ({ carry: mul(h, one), output: add(h, one) }), x, { init });
    expect([read(carry).toArray(), read(output).shape]).toEqual([[10, 20], [0, 2]]); // prettier-ignore
    expect(plain(gradient(sum(carry), x as Node) as Node)).toEqual([]);
  });
});
