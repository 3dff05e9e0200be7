import { describe, expect, test } from 'vitest';
import { tensor } from '@thalweg/tensor';
import {
  add,
  checkpointed,
  constant,
  gradient,
  matmul,
  mul,
  parameter,
  read,
  scan,
  slice,
  stack,
  sub,
  sum,
  tanh,
  sigmoid,
  square,
  type Node,
} from '@thalweg/graph';

describe('scan', () => {
  test('a running sum', () => {
    const decay = parameter(0.5);
    const { output, carry } = scan(
      (total, x) => {
        const next = add(mul(total, decay), x);
        return { carry: next, output: next };
      },
      constant([1, 1, 1]),
      { axis: 0, init: constant(0) },
    );
    expect(read(output).toArray()).toEqual([1, 1.5, 1.75]);
    expect(read(carry).item()).toBe(1.75);
    expect(read(gradient(sum(output), decay)).item()).toBe(3);
  });
  test('gru against unrolled', () => {
    let seed = 1;
    const rnd = () => {
      seed = (seed * 16807) % 2147483647;
      return seed / 2147483647 - 0.5;
    };
    const param = (name: string, ...shape: number[]) =>
      parameter(tensor(Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, rnd), { shape }), { name });
    const [B, T, I, H] = [3, 5, 2, 4];
    const x = param('x', B, T, I);
    const h0 = param('h0', B, H);
    const W = ['r', 'z', 'n'].map(g => param('W' + g, I, H)) as Node[];
    const U = ['r', 'z', 'n'].map(g => param('U' + g, H, H)) as Node[];
    const b = param('b', H);
    const cell = (h: Node, xt: Node) => {
      const r = sigmoid(add(matmul(xt as never, W[0]! as never), matmul(h as never, U[0]! as never))) as Node;
      const z = sigmoid(add(matmul(xt as never, W[1]! as never), matmul(h as never, U[1]! as never))) as Node;
      const n = tanh(
        add(matmul(xt as never, W[2]! as never), mul(r, add(matmul(h as never, U[2]! as never), b))),
      ) as Node;
      const next = add(mul(sub(1, z), n), mul(z, h)) as Node;
      return { carry: next, output: next };
    };
    const scanned = scan(cell as never, x as Node, { init: h0 as Node, axis: 1 }) as { output: Node; carry: Node };
    let h = h0 as Node;
    const outs: Node[] = [];
    for (let t = 0; t < T; t++) {
      const xt = sum(slice(x, { axis: 1, from: t, to: t + 1 }) as never, { axes: 1 }) as Node;
      h = cell(h, xt).carry;
      outs.push(h);
    }
    const unrolled = stack(outs, { axis: 1 }) as Node;
    expect(read(scanned.output).toArray()).toEqual(read(unrolled).toArray());
    const all = [x, h0, ...W, ...U, b] as Node[];
    for (const loss of [(o: Node) => sum(square(o)) as Node])
      for (const p of all) {
        const a = read(gradient(loss(scanned.output), p)),
          c = read(gradient(loss(unrolled), p));
        a.data.forEach((v, i) => expect(v).toBeCloseTo(c.data[i]! as number, 12));
        for (const q of all.slice(0, 4)) {
          const a2 = read(gradient(sum(square(gradient(loss(scanned.output), p))) as Node, q)),
            c2 = read(gradient(sum(square(gradient(loss(unrolled), p))) as Node, q));
          a2.data.forEach((v, i) => expect(v).toBeCloseTo(c2.data[i]! as number, 10));
        }
      }
    const re = scan(checkpointed(cell) as never, x as Node, { init: h0 as Node, axis: 1 }) as {
      output: Node;
      carry: Node;
    };
    for (const p of all)
      expect(read(gradient(sum(square(re.output)) as Node, p)).toArray()).toEqual(
        read(gradient(sum(square(scanned.output)) as Node, p)).toArray(),
      );
  });
});
