import { describe, expect, it } from 'vitest';
import {
  add,
  constant,
  edge,
  exp,
  feed,
  gradient,
  gradients,
  mul,
  neg,
  parameter,
  plus,
  read,
  reciprocal,
  sigmoid,
  times,
  type Node,
} from '../index.ts';

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
    expect(at(f)).toBe(1);
    expect(at(q)).toBe(-4);
    expect(at(z)).toBe(3);
    expect(at(x)).toBe(-4);
    expect(at(y)).toBe(-4);
  });

  it('multiplies upstream and local on every edge', () => {
    const { x, y, z, q, f } = build();
    const g = gradients(f);
    const along = (consumer: Node, input: Node) => {
      const { upstream, local, product } = edge(g, consumer, input);
      return [read(upstream).item(), read(local).item(), read(product).item()];
    };
    expect(along(f, q)).toEqual([1, -4, -4]);
    expect(along(f, z)).toEqual([1, 3, 3]);
    expect(along(q, x)).toEqual([-4, 1, -4]);
    expect(along(q, y)).toEqual([-4, 1, -4]);
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

/*
 *  w0 ──┐                    forward   −2           backward  0.1966
 *       (·)── w0x0 ──┐
 *  x0 ──┘            (+)── dot ──┐                  dot 4, 0.1966
 *  w1 ──┐            │           (+)── score ── (−)── minus ── (eˣ)── power ── (+1)── onePlus ── (1/x)── f
 *       (·)── w1x1 ──┘           │
 *  x1 ──┘                        │       1            −1       0.3679     1.3679           0.7311
 *  w2 ───────────────────────────┘     0.1966       −0.1966   −0.5344    −0.5344           1
 */
describe('circuit 2: f = 1/(1 + e^−(w0·x0 + w1·x1 + w2))', () => {
  const build = () => {
    const w0 = parameter(2);
    const x0 = parameter(-1);
    const w1 = parameter(-3);
    const x1 = parameter(-2);
    const w2 = parameter(-3);
    const w0x0 = mul(w0, x0);
    const w1x1 = mul(w1, x1);
    const dot = add(w0x0, w1x1);
    const score = add(dot, w2);
    const minus = mul(-1, score);
    const power = exp(minus);
    const onePlus = add(1, power);
    const f = reciprocal(onePlus);
    return { w0, x0, w1, x1, w2, w0x0, w1x1, dot, score, minus, power, onePlus, f };
  };
  /** As the page prints it. */
  const four = (node: Node): number => Number(read(node).item().toFixed(4));

  it('computes every wire forward', () => {
    const { w0x0, w1x1, dot, score, minus, power, onePlus, f } = build();
    expect(four(w0x0)).toBe(-2);
    expect(four(w1x1)).toBe(6);
    expect(four(dot)).toBe(4);
    expect(four(score)).toBe(1);
    expect(four(minus)).toBe(-1);
    expect(four(power)).toBe(0.3679);
    expect(four(onePlus)).toBe(1.3679);
    expect(four(f)).toBe(0.7311);
  });

  it('carries every gradient back', () => {
    const { w0, x0, w1, x1, w2, w0x0, w1x1, dot, score, minus, power, onePlus, f } = build();
    const g = gradients(f);
    expect(four(g.of(f))).toBe(1);
    expect(four(g.of(onePlus))).toBe(-0.5344);
    expect(four(g.of(power))).toBe(-0.5344);
    expect(four(g.of(minus))).toBe(-0.1966);
    expect(four(g.of(score))).toBe(0.1966);
    expect(four(g.of(w2))).toBe(0.1966);
    expect(four(g.of(dot))).toBe(0.1966);
    expect(four(g.of(w0x0))).toBe(0.1966);
    expect(four(g.of(w1x1))).toBe(0.1966);
    expect(four(g.of(w0))).toBe(-0.1966);
    expect(four(g.of(x0))).toBe(0.3932);
    expect(four(g.of(w1))).toBe(-0.3932);
    expect(four(g.of(x1))).toBe(-0.5898);
  });

  it('multiplies upstream and local on every edge', () => {
    const { w0, x0, w1, x1, w2, w0x0, w1x1, dot, score, minus, power, onePlus, f } = build();
    const g = gradients(f);
    const along = (consumer: Node, input: Node): string => {
      const { upstream, local, product } = edge(g, consumer, input);
      return `${four(upstream)} · ${four(local)} = ${four(product)}`;
    };
    expect(along(f, onePlus)).toBe('1 · -0.5344 = -0.5344'); // 1/x → −1/x²
    expect(along(onePlus, power)).toBe('-0.5344 · 1 = -0.5344'); // c + x → 1
    expect(along(power, minus)).toBe('-0.5344 · 0.3679 = -0.1966'); // eˣ → eˣ
    expect(along(minus, score)).toBe('-0.1966 · -1 = 0.1966'); // a·x → a
    expect(along(score, dot)).toBe('0.1966 · 1 = 0.1966');
    expect(along(score, w2)).toBe('0.1966 · 1 = 0.1966');
    expect(along(dot, w0x0)).toBe('0.1966 · 1 = 0.1966');
    expect(along(dot, w1x1)).toBe('0.1966 · 1 = 0.1966');
    expect(along(w0x0, w0)).toBe('0.1966 · -1 = -0.1966');
    expect(along(w0x0, x0)).toBe('0.1966 · 2 = 0.3932');
    expect(along(w1x1, w1)).toBe('0.1966 · -2 = -0.3932');
    expect(along(w1x1, x1)).toBe('0.1966 · -3 = -0.5898');
  });

  it('is a sigmoid from the score on, whose local gradient is f·(1 − f)', () => {
    const { score, f } = build();
    const whole = sigmoid(score);
    expect(read(whole).item()).toBe(read(f).item());
    const { upstream, local, product } = edge(gradients(whole), whole, score);
    expect([four(upstream), four(local), four(product)]).toEqual([1, 0.1966, 0.1966]);
  });

  it('is the same with a negation in place of the product with −1', () => {
    const { score } = build();
    const f = reciprocal(add(constant(1), exp(neg(score))));
    expect(four(f)).toBe(0.7311);
    expect(four(gradient(f, score))).toBe(0.1966);
  });
});
