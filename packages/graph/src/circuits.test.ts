import { describe, expect, it } from 'vitest';
import { add, edge, exp, feed, gradient, gradients, mul, neg, parameter, plus, read, reciprocal, times, type Node } from './index.ts';

/*
 *  x ──(+)── q ──(·)── f
 *  y ───┘        │
 *  z ────────────┘
 */
describe('circuit 1: f = (x + y)·z', () => {
  const build = () => {
    const x = parameter(-2);
    const y = parameter(5);
    const z = parameter(-4);
    const q = add(x, y);
    return { x, y, z, q, f: mul(q, z) };
  };

  it('computes every wire forward', () => {
    const { q, f } = build();
    expect(read(q).item()).toBe(3);
    expect(read(f).item()).toBe(-12);
  });

  it('carries every gradient back', () => {
    const { x, y, z, q, f } = build();
    const g = gradients(f);
    const at = (node: Node) => read(g.of(node)).item();
    expect(at(f as Node)).toBe(1);
    expect(at(q as Node)).toBe(-4);
    expect(at(z as Node)).toBe(3);
    expect(at(x as Node)).toBe(-4);
    expect(at(y as Node)).toBe(-4);
  });

  it('multiplies upstream and local on every edge', () => {
    const { x, y, z, q, f } = build();
    const g = gradients(f);
    const along = (consumer: Node, input: Node) => {
      const { upstream, local, product } = edge(g, consumer, input);
      return [read(upstream).item(), read(local).item(), read(product).item()];
    };
    expect(along(f as Node, q as Node)).toEqual([1, -4, -4]);
    expect(along(f as Node, z as Node)).toEqual([1, 3, 3]);
    expect(along(q as Node, x as Node)).toEqual([-4, 1, -4]);
    expect(along(q as Node, y as Node)).toEqual([-4, 1, -4]);
  });

  it('tells subscribers the value and the gradient, once a pass', () => {
    const { x, y, z } = build();
    const f = x.pipe(plus(y), times(z));
    const values: number[] = [];
    const slopes: number[] = [];
    f.subscribe(value => values.push(value.item()));
    gradient(f, x).subscribe(value => slopes.push(value.item()));
    feed([x, 1], [z, 2]);
    expect(values).toEqual([-12, 12]);
    expect(slopes).toEqual([-4, 2]);
  });
});

describe('circuit 2: a sigmoid neuron', () => {
  it('shows the numbers of the page on every wire', () => {
    const w0 = parameter(2);
    const x0 = parameter(-1);
    const w1 = parameter(-3);
    const x1 = parameter(-2);
    const w2 = parameter(-3);
    const a = mul(w0, x0);
    const b = mul(w1, x1);
    const c = add(a, b);
    const d = add(c, w2);
    const e = neg(d);
    const h = exp(e);
    const i = add(h, 1);
    const f = reciprocal(i);
    const forward = [a, b, c, d, e, h, i, f].map(node => Number(read(node).item().toFixed(4)));
    expect(forward).toEqual([-2, 6, 4, 1, -1, 0.3679, 1.3679, 0.7311]);
    const g = gradients(f);
    const back = (...nodes: Node[]) => nodes.map(node => Number(read(g.of(node)).item().toFixed(4)));
    expect(back(f as Node, i as Node, h as Node, e as Node, d as Node, c as Node, a as Node, b as Node)).toEqual([1, -0.5344, -0.5344, -0.1966, 0.1966, 0.1966, 0.1966, 0.1966]);
    expect(back(w0 as Node, x0 as Node, w1 as Node, x1 as Node, w2 as Node)).toEqual([-0.1966, 0.3932, -0.3932, -0.5898, 0.1966]);
  });
});
