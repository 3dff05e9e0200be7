import { describe, expect, it } from 'vitest';
import {
  add,
  becomes,
  constant,
  feed,
  feedOf,
  input,
  mul,
  openFrame,
  parameter,
  square,
  state,
  type Input,
  type Node,
} from '../index.ts';
import { counting } from '../testing/counting.ts';
import { hear } from '../testing/hear.ts';
import { number, outputsOf, pass } from '../testing/stepping.ts';

/** An input that has had some values, with a subscriber. */
function ran(name: string, passes: number): { source: Input<readonly []>; heard: ReturnType<typeof hear> } {
  const source = input(name, []);
  const heard = hear(source);
  for (let i = 1; i <= passes; i++) source.set(i);
  return { source, heard };
}

describe('the revision of a circuit', () => {
  it('changes with each write, each subscription and each join, and with nothing else', () => {
    const [x, w] = [input('x', []), parameter(1)];
    const y = mul(x, w) as Node;
    const { circuit } = x;
    const reader = openFrame({ outputs: [y] });
    const stepper = openFrame({ outputs: [y], rules: [becomes(w, add(w, 1))], steps: true });
    let subscription = { unsubscribe: (): void => {} };
    const changes = (act: () => unknown): boolean => {
      const before = circuit.revision;
      act();
      return circuit.revision !== before;
    };
    expect(changes(() => pass(reader, [x, 2]))).toBe(false);
    expect(changes(() => x.set(3))).toBe(true);
    expect(changes(() => number(y))).toBe(false);
    expect(changes(() => pass(stepper, [x, 2]))).toBe(true);
    expect(changes(() => (subscription = y.subscribe()))).toBe(true);
    expect(changes(() => subscription.unsubscribe())).toBe(true);
    expect(changes(() => add(y, parameter(1)))).toBe(true);
  });
});

describe('a circuit', () => {
  it('is one with another as soon as a node reads both, and not through constants', () => {
    const [x, y, c] = [input('x', []), input('y', []), constant(2)];
    mul(x, c);
    mul(y, c);
    expect(x.circuit.root()).not.toBe(y.circuit.root());
    add(x, y);
    expect(x.circuit.root()).toBe(y.circuit.root());
  });

  it('is one with another as soon as a rule goes between them, or a frame computes both', () => {
    const [x, w, z] = [input('x', []), state(0), input('z', [])];
    becomes(w, x);
    expect(x.circuit.root()).toBe(w.circuit.root());
    openFrame({ outputs: [x, z] }).close();
    expect(z.circuit.root()).toBe(w.circuit.root());
  });

  it('keeps what both computed when two that have run are joined', () => {
    const [f, g] = [counting('f', x => x! + 1), counting('g', x => x! * 2)];
    const [a, b] = [ran('a', 3), ran('b', 1)];
    const [fa, gb] = [f(a.source), g(b.source)];
    const [first, second] = [hear(fa), hear(gb)];
    const both = hear(add(fa, gb));
    expect([f.runs, g.runs]).toEqual([1, 1]);
    expect(both.values).toEqual([6]);
    a.source.set(9);
    b.source.set(2);
    feed([a.source, 0], [b.source, 0]);
    expect(both.values).toEqual([6, 12, 14, 1]);
    expect([first.values, second.values]).toEqual([
      [4, 10, 1],
      [2, 4, 0],
    ]);
    expect([f.runs, g.runs]).toEqual([3, 3]);
  });

  it.each([
    [1, 9],
    [9, 1],
  ])('tells newcomers once when two that had %i and %i passes are joined inside a pass', (passesOfA, passesOfB) => {
    const [a, b] = [ran('a', passesOfA), ran('b', passesOfB)];
    const late: ReturnType<typeof hear>[] = [];
    hear(a.source, value => {
      if (value !== 100) return;
      late.push(hear(a.source));
      const sum = add(square(a.source), b.source);
      late.push(hear(sum), hear(a.source), hear(b.source));
    });
    const above = hear(square(a.source));
    a.source.set(100);
    expect(late.map(({ values }) => values)).toEqual([[100], [10_000 + passesOfB], [100], [passesOfB]]);
    b.source.set(0);
    a.source.set(2);
    expect(late.map(({ values }) => values)).toEqual([
      [100, 2],
      [10_000 + passesOfB, 10_000, 4],
      [100, 2],
      [passesOfB, 0],
    ]);
    expect(above.values).toEqual([passesOfA ** 2, 10_000, 4]);
    expect(a.heard.values.slice(passesOfA)).toEqual([100, 2]);
    expect(b.heard.values.slice(passesOfB)).toEqual([0]);
  });

  it('queues what is asked of either part of it once they are joined inside a pass', () => {
    const [a, b] = [ran('a', 1), ran('b', 1)];
    const order: string[] = [];
    hear(b.source, value => order.push(`b ${value}`));
    hear(a.source, value => {
      if (value !== 5) return;
      b.source.set(6);
      order.push('b was free');
      add(a.source, b.source);
      b.source.set(7);
      order.push('b waits');
    });
    hear(a.source, value => order.push(`a ${value}`));
    a.source.set(5);
    expect(order).toEqual(['b 1', 'a 1', 'b 6', 'b was free', 'b waits', 'a 5', 'b 7']);
  });

  it('works on when circuits inside each other’s passes are joined', () => {
    const [a, b] = [ran('a', 1), ran('b', 1)];
    const sums: number[] = [];
    hear(b.source, value => {
      if (value === 6) hear(add(a.source, b.source), sum => sums.push(sum));
    });
    hear(a.source, value => {
      if (value !== 5) return;
      b.source.set(6);
      b.source.set(7);
      a.source.set(8);
    });
    a.source.set(5);
    expect(sums).toEqual([11, 12, 15]);
    a.source.set(0);
    expect(sums).toEqual([11, 12, 15, 7]);
  });

  it('joins inside a step, before its registers move', () => {
    const [x, w, z] = [input('x', []), parameter(1), parameter(10)];
    z.set(20);
    const sums: number[] = [];
    const frame = openFrame({ outputs: [mul(w, x)], rules: [becomes(w, add(w, x))], steps: true });
    const once = hear(x, () => {
      once.unsubscribe();
      hear(add(w, z), value => sums.push(value));
    });
    expect(outputsOf(pass(frame, [x, 2]))[0]!.item()).toBe(2);
    expect(sums).toEqual([21, 23]);
    frame.run([feedOf(x, 1)], () => {});
    expect(sums).toEqual([21, 23, 24]);
    expect(number(w)).toBe(4);
  });

  it('lets two frames train one register at their own batch sizes while a third reads it', () => {
    const [x, w] = [input('x', ['n']), parameter([1])];
    const y = mul(x, w);
    const seen: number[][] = [];
    const predict = openFrame({ outputs: [y] });
    const trainers = [1, 10].map(by => openFrame({ outputs: [y], rules: [becomes(w, add(w, by))], steps: true }));
    for (let round = 0; round < 3; round++)
      for (const trainer of trainers) {
        outputsOf(pass(trainer, [x, Float32Array.from({ length: 4 + round }, () => 1)]));
        seen.push([...outputsOf(pass(predict, [x, [2]]))[0]!.data]);
      }
    expect(seen).toEqual([[4], [24], [26], [46], [48], [68]]);
  });
});
