import { refute } from '@thalweg/drawn';
import { tensor, Tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import {
  add,
  becomes,
  constant,
  feed,
  feedOf,
  gradient,
  input,
  matmul,
  mul,
  openFrame,
  parameter,
  read,
  reshape,
  square,
  state,
  sub,
  sum,
  tanh,
  transpose,
  type Node,
} from '../index.ts';
import { Keepsakes } from '../testing/keepsakes.ts';
import { outputsOf, pass, stepper } from '../testing/stepping.ts';

/** Storage that is written again and again, and looked at in between. */
interface Written {
  write(elements: readonly number[]): void;
  hear(subscriber: (value: Tensor) => void): void;
}

function register(): Written {
  const x = state([0, 0, 0], { dtype: 'float64' });
  return { write: elements => x.set([...elements]), hear: subscriber => void (x as Node).subscribe(subscriber) };
}

function derived(): Written {
  const x = input('x', [3], 'float64');
  return {
    write: elements => x.set([...elements]),
    hear: subscriber => void (mul(x, 2) as Node).subscribe(subscriber),
  };
}

/** A cell that writes into the buffer that it handed out. */
function inPlace(): Written {
  const data = new Float64Array(3);
  const subscribers: ((value: Tensor) => void)[] = [];
  return {
    write: elements => {
      data.set(elements);
      for (const subscriber of subscribers) subscriber(new Tensor([3], 'float64', data));
    },
    hear: subscriber => subscribers.push(subscriber),
  };
}

function checkStill(build: () => Written): void {
  const written = build();
  const kept = new Keepsakes();
  written.hear(value => kept.keep('value', value));
  for (let i = 1; i <= 5; i++) written.write([i, i * i, -i]);
  expect(kept.count).toBeGreaterThanOrEqual(5);
  kept.check();
}

/** A small network with every kind of storage in it: products, aliases, transpositions, blocks of loops, registers. */
function network() {
  const x = input('x', ['n', 3]);
  const w = parameter(
    [
      [0.1, -0.2],
      [0.3, 0.4],
      [-0.5, 0.6],
    ],
    { name: 'w' },
  );
  const velocity = state(
    [
      [0, 0],
      [0, 0],
      [0, 0],
    ],
    { name: 'velocity' },
  );
  const h = tanh(matmul(x, w));
  const flat = reshape(w, [6]);
  const turned = transpose(h);
  const loss = sum(square(h));
  const g = gradient(loss, w);
  const v1 = becomes(velocity, add(mul(velocity, 0.9), mul(g, 0.1)));
  const w1 = becomes(w, sub(w, v1));
  const wires = {
    x,
    w,
    velocity,
    h,
    flat,
    again: reshape(flat, [2, 3]),
    turned,
    back: transpose(turned),
    loss,
    g,
    v1,
    w1,
  };
  return { x, w, w1, loss, wires: Object.entries(wires) as [string, Node][] };
}

const batch = (n: number, seed: number): Float32Array =>
  Float32Array.from({ length: 3 * n }, (_, i) => Math.sin(i + seed));

describe('law 4: values are still', () => {
  it('keeps what a subscriber of a register was handed', () => checkStill(register));

  it('keeps what a subscriber of a derived value was handed', () => checkStill(derived));

  it('control: a cell that writes into what it handed out', () => refute(() => checkStill(inPlace)));

  it('keeps every value on every wire over many steps and sets, read or subscribed', () => {
    const { x, w, w1, loss, wires } = network();
    const kept = new Keepsakes();
    for (const [name, wire] of wires) wire.subscribe(value => kept.keep(`${name}, heard`, value));
    const frame = openFrame({ outputs: [loss, w1, ...wires.map(([, wire]) => wire)], steps: true, training: true });
    for (let round = 0; round < 8; round++) {
      const outputs = outputsOf(pass(frame, [x, batch(1 + (round % 3), round)]));
      outputs.forEach((value, index) => kept.keep(`output ${index}`, value));
      if (round === 3) x.set(batch(2, 50));
      if (round > 3) for (const [name, wire] of wires) kept.keep(`${name}, read`, read(wire));
      if (round === 5) w.set(tensor([1, 2, 3, 4, 5, 6], { shape: [3, 2] }));
      kept.check();
    }
    expect(kept.count).toBeGreaterThan(200);
  });

  it('keeps what was read of a register and of an alias of it before a step', () => {
    const { x, w, w1, wires } = network();
    const frame = stepper([w1]);
    const kept = new Keepsakes();
    const [, flat] = wires.find(([name]) => name === 'flat')!;
    for (let round = 0; round < 6; round++) {
      kept.keep('w', read(w));
      kept.keep('flat', read(flat));
      pass(frame, [x, batch(2, round)]);
      pass(frame, [x, batch(2, round)]);
      kept.check();
    }
  });

  it('copies a fed typed array where it is observed, and there only', () => {
    const { x, loss, wires } = network();
    const kept = new Keepsakes();
    for (const [name, wire] of wires) wire.subscribe(value => kept.keep(name, value));
    const views: Node[] = [x, reshape(x, [3, 'n']), transpose(x)];
    for (const view of views) view.subscribe(value => kept.keep(view.name, value));
    const frame = openFrame({ outputs: [loss, ...views], rules: wires.slice(-2).map(([, rule]) => rule), steps: true });
    const data = new Float32Array(6);
    for (let round = 0; round < 4; round++) {
      data.set(batch(2, round));
      for (const output of outputsOf(pass(frame, [x, data]))) kept.keep('output', output);
      data.fill(NaN);
      kept.check();
    }
  });

  it('does the same for a tensor whose storage is lent', () => {
    const x = input('x', ['n']);
    const frame = openFrame({ outputs: [x, mul(x, 1)] });
    const data = Float32Array.of(1, 2);
    let seen: readonly Tensor[] = [];
    frame.run([feedOf(x, tensor(data), { borrowed: true })], outcome => (seen = outputsOf(outcome)));
    data.fill(9);
    expect(seen.map(value => value.toArray())).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  it('commits no borrowed storage to a register', () => {
    const x = input('x', [3]);
    const remembered = state([0, 0, 0]);
    const matrix = state([[0, 0, 0]]);
    const frame = stepper([becomes(remembered, x), becomes(matrix, reshape(x, [1, 3]))]);
    const data = Float32Array.of(1, 2, 3);
    pass(frame, [x, data]);
    data.fill(9);
    expect(read(remembered).toArray()).toEqual([1, 2, 3]);
    expect(read(matrix).toArray()).toEqual([[1, 2, 3]]);
  });

  it('gives two registers that become one value storage of their own', () => {
    const [a, b, c] = [state([0, 0]), state([0, 0]), parameter([1, 2])];
    const next = mul(c, 2);
    const frame = stepper([becomes(a, next), becomes(b, next), becomes(c, add(c, 1))]);
    const kept = new Keepsakes();
    for (let i = 0; i < 4; i++) {
      pass(frame);
      expect(read(a).toArray()).toEqual(read(b).toArray());
      kept.keep('a', read(a));
      kept.check();
    }
  });

  it('copies a typed array that is set, fed, or made a register or a constant', () => {
    const data = Float32Array.of(1, 2);
    const [x, y] = [input('x', ['n']), input('y', ['n'])];
    x.set(data);
    feed([y, data]);
    const held: Node[] = [x, y, parameter(data), state(data), constant(data)];
    data.fill(9);
    for (const node of held) expect(read(node).toArray(), node.name).toEqual([1, 2]);
  });

  it('returns the same object for two reads with no pass between them', () => {
    const { x, w, wires } = network();
    x.set(batch(2, 0));
    for (const [name, wire] of wires) expect(read(wire), name).toBe(read(wire));
    const before = read(w);
    w.set(tensor([1, 2, 3, 4, 5, 6], { shape: [3, 2] }));
    expect(read(w)).not.toBe(before);
  });

  it('returns the same object though somebody subscribed, left, built on it or opened a frame in between', () => {
    const x = parameter([1, 2]);
    const y = mul(x, 2);
    const first = read(y);
    const subscription = y.subscribe();
    expect(read(y)).toBe(first);
    subscription.unsubscribe();
    expect(read(y)).toBe(first);
    add(y, parameter([3, 4]));
    openFrame({ outputs: [y] }).close();
    expect(read(y)).toBe(first);
  });
});
