import { describe, expect, it } from 'vitest';
import {
  add,
  gradient,
  matmul,
  mul,
  openFrame,
  parameter,
  parametersOf,
  read,
  square,
  transpose,
  type Node,
} from '../index.ts';
import { hear } from '../testing/hear.ts';
import { number, outputsOf, pass } from '../testing/stepping.ts';

const DEPTH = 20_000;

/** A chain of `DEPTH` nodes above another. */
function chain(from: Node, link: (below: Node) => Node): Node {
  let top = from;
  for (let i = 0; i < DEPTH; i++) top = link(top);
  return top;
}

describe('a chain of 20,000 nodes', () => {
  const x = parameter(1, { dtype: 'float64' });
  const top = chain(x, below => add(below, 1));

  it('is read', () => expect(number(top)).toBe(1 + DEPTH));

  it('is subscribed, and released', () => {
    const heard = hear(square(top));
    expect(heard.values).toEqual([(1 + DEPTH) ** 2]);
    x.set(2);
    expect(heard.values[1]).toBe((2 + DEPTH) ** 2);
    heard.unsubscribe();
    expect(x.circuit.live.size).toBe(0);
    x.set(1);
  });

  it('is differentiated', () => {
    const slope = gradient(square(chain(x, below => mul(below, 1))), x);
    expect(number(slope)).toBe(2);
    expect(parametersOf(slope)).toEqual([x]);
    expect(number(gradient(top, x))).toBe(1);
  });

  it('is run in a frame of its own, with what can be fused fused', () => {
    const frame = openFrame({ outputs: [top, gradient(square(top), x)], training: true });
    expect(outputsOf(pass(frame)).map(value => value.item())).toEqual([1 + DEPTH, 2 * (1 + DEPTH)]);
    frame.close();
  });

  it('is run where it is a chain of views', () => {
    const matrix = parameter([
      [1, 2],
      [3, 4],
    ]);
    const turned = matmul(
      chain(matrix as Node, below => transpose(below)),
      parameter([[1], [0]]) as Node,
    );
    expect(read(turned).toArray()).toEqual([[1], [3]]);
    expect(outputsOf(pass(openFrame({ outputs: [turned] })))[0]!.toArray()).toEqual([[1], [3]]);
  });
});
