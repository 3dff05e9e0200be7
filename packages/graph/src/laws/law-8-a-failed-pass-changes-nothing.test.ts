import { refute } from '@thalweg/drawn';
import { tensor } from '@thalweg/tensor';
import { config, throwError } from 'rxjs';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import {
  add,
  becomes,
  fillLike,
  feed,
  gather,
  input,
  mul,
  oneHot,
  openFrame,
  parameter,
  read,
  reshape,
  state,
  sub,
  sum,
  type Node,
  type PassResult,
} from '../index.ts';
import { bytesIn } from '../testing/bytes.ts';
import { fragile } from '../testing/fragile.ts';
import { hear } from '../testing/hear.ts';
import { perceptron, scatter } from '../testing/perceptron.ts';
import { failureOf, number, outputsOf, pass, stepper } from '../testing/stepping.ts';

/** Two registers that a step moves, of which the second can fail. */
interface Store {
  readonly step: () => void;
  readonly break: (broken: boolean) => void;
  readonly registers: () => number[];
}

function ours(): Store {
  const [a, b] = [state(1), state(1)];
  const brittle = fragile();
  const frame = stepper([becomes(a, mul(a, 2)), becomes(b, brittle(mul(b, 3)) as Node<readonly []>)]);
  return {
    step: () => void pass(frame),
    break: broken => (brittle.broken = broken),
    registers: () => [number(a), number(b)],
  };
}

/** Writes one register after another, each as soon as its value is there. */
function oneByOne(): Store {
  const registers: [number, number] = [1, 1];
  let broken = false;
  return {
    step: () => {
      registers[0] *= 2;
      if (!broken) registers[1] *= 3;
    },
    break: now => (broken = now),
    registers: () => [...registers],
  };
}

function checkAllOrNone(build: () => Store): void {
  const store = build();
  store.step();
  store.break(true);
  store.step();
  expect(store.registers()).toEqual([2, 3]);
  store.break(false);
  store.step();
  expect(store.registers()).toEqual([4, 9]);
}

describe('law 8: a failed pass changes nothing', () => {
  afterEach(() => {
    config.onUnhandledError = null;
  });

  it('moves all registers of a step or none', () => checkAllOrNone(ours));

  it('control: a commit that writes register by register', () => refute(() => checkAllOrNone(oneByOne)));

  it.each(['momentum', 'adam'] as const)('leaves parameters and moments of %s as they were, bit by bit', rule => {
    const [broken, twin] = [perceptron([3, 4, 2], rule), perceptron([3, 4, 2], rule)];
    const brittle = fragile();
    const guard = brittle(broken.loss);
    const [frame, other] = [stepper(broken.rules, { outputs: [guard] }), stepper(twin.rules, { outputs: [twin.loss] })];
    const batch = (seed: number) => [scatter([4, 3], 1, seed), scatter([4, 2], 1, -seed)] as const;
    for (let step = 0; step < 6; step++) {
      const [x, y] = batch(step);
      brittle.broken = true;
      const before = bytesIn(broken.registers);
      expect(failureOf(pass(frame, [broken.x, x], [broken.y, y]))).toBe('Error: fragile broke');
      expect(bytesIn(broken.registers)).toEqual(before);
      brittle.broken = false;
      pass(frame, [broken.x, x], [broken.y, y]);
      pass(other, [twin.x, x], [twin.y, y]);
      expect(bytesIn(broken.registers)).toEqual(bytesIn(twin.registers));
    }
  });

  it('tries again what failed, though nothing that it depends on has changed', () => {
    const w = parameter(2);
    const brittle = fragile();
    const frame = openFrame({ outputs: [mul(brittle(w), 3)] });
    brittle.broken = true;
    expect(failureOf(pass(frame))).toBe('Error: fragile broke');
    brittle.broken = false;
    expect(outputsOf(pass(frame))[0]!.item()).toBe(6);
    pass(frame);
    expect(brittle.runs).toBe(2);
  });

  /*
   *  x ──┬── fragile ── b     errs
   *      └── ·2 ─────── c     goes on
   */
  it('errs the observers of what it could not compute, and no others', () => {
    const x = input('x', []);
    const brittle = fragile();
    const b = brittle(x);
    const [failing, above, beside] = [hear(b), hear(add(b, 1)), hear(mul(x, 2))];
    x.set(1);
    brittle.broken = true;
    x.set(2);
    brittle.broken = false;
    x.set(3);
    const error = new Error('fragile broke');
    expect(failing).toMatchObject({ values: [1], errors: [error] });
    expect(above).toMatchObject({ values: [2], errors: [error] });
    expect(beside).toMatchObject({ values: [2, 4, 6], errors: [] });
    expect(hear(b).values).toEqual([3]);
  });

  it('tells the error of what failed to who subscribes later, above it too', () => {
    const brittle = fragile();
    brittle.broken = true;
    const b = brittle(parameter(1));
    const above = mul(add(b, 1), 2);
    const error = new Error('fragile broke');
    expect(hear(above).errors).toEqual([error]);
    expect(() => read(above)).toThrow(error);
    brittle.broken = false;
    expect(hear(above).values).toEqual([4]);
  });

  it('passes the failure of an input on to what needs its shape only', () => {
    const x = input('x', ['n']);
    const ones = sum(fillLike(x, 1));
    const heard = hear(ones);
    x.set([1, 2]);
    x.from(throwError(() => new Error('cut')));
    expect(heard).toMatchObject({ values: [2], errors: [new Error('cut')] });
    expect(() => read(ones)).toThrow('cut');
    x.set([1, 2, 3]);
    expect(number(ones)).toBe(3);
  });

  it('fails no step for a tap that fails', () => {
    const [x, w] = [input('x', []), parameter(1)];
    const brittle = fragile();
    const [tap, fine] = [hear(brittle(x)), hear(mul(x, 2))];
    const frame = openFrame({ outputs: [mul(x, w)], rules: [becomes(w, add(w, x))], steps: true });
    brittle.broken = true;
    expect(outputsOf(pass(frame, [x, 5]))[0]!.item()).toBe(5);
    expect(number(w)).toBe(6);
    expect(tap).toMatchObject({ values: [], errors: [new Error('fragile broke')] });
    pass(frame, [x, 1]);
    expect(fine.values).toEqual([10, 2]);
  });

  it('stops neither the pass nor other subscribers for one that throws', async () => {
    const reported: unknown[] = [];
    config.onUnhandledError = error => reported.push(error);
    const [x, w] = [input('x', []), parameter(1)];
    const y = mul(x, 2);
    const before = hear(y);
    y.subscribe(() => {
      throw new Error('mine');
    });
    const after = hear(y);
    const above = hear(add(y, 1));
    x.set(1);
    x.set(2);
    const frame = openFrame({ outputs: [y], rules: [becomes(w, add(w, x))], steps: true });
    w.subscribe(() => {
      throw new Error('yours');
    });
    const settled = hear(w);
    pass(frame, [x, 3]);
    expect([before.values, after.values, above.values, settled.values]).toEqual([
      [2, 4],
      [2, 4],
      [3, 5],
      [1, 4],
    ]);
    await wait(5);
    expect(reported.map(String)).toEqual(['Error: mine', 'Error: mine', 'Error: yours', 'Error: yours']);
  });

  it('does what waits in the queue though who asked for a pass throws when told of its outcome', () => {
    const [x, count] = [input('x', []), state(0)];
    const frame = stepper([becomes(count, add(count, 1))]);
    const { values } = hear(count, value => {
      if (value === 1) x.set(7);
    });
    expect(() =>
      frame.run([], () => {
        throw new Error('mine');
      }),
    ).toThrow('mine');
    expect(number(x)).toBe(7);
    pass(frame);
    expect(values).toEqual([0, 1, 2]);
  });

  it('names the input that is missing, in a read, a step and an evaluation', () => {
    const [x, y, w] = [input('image', []), input('label', []), parameter(1)];
    const loss = sub(mul(w, x), y);
    const both =
      /every input it depends on must have a value, got none for '(image|label)', '(image|label)'. Set it, feed it/;
    const one = "every input it depends on must have a value, got none for 'label'. Set it, feed it";
    expect(() => read(loss)).toThrow(both);
    const frame = stepper([becomes(w, loss)]);
    expect(failureOf(pass(frame))).toMatch(both);
    expect(failureOf(pass(frame, [x, 1]))).toContain(one);
    expect(failureOf(pass(openFrame({ outputs: [loss] }), [x, 1]))).toContain(one);
    expect(number(w)).toBe(1);
    x.set(3);
    expect(() => read(loss)).toThrow(one);
    expect(outputsOf(pass(openFrame({ outputs: [loss] }), [y, 1]))[0]!.item()).toBe(2);
    expect(number(w)).toBe(1);
  });

  it.each([
    [
      'gather',
      (table: Node, at: Node) => gather(table, at),
      'gather: indices must be from 0 to 2, got 3 at position 1',
    ],
    [
      'oneHot',
      (_: Node, at: Node) => oneHot(at, 3) as Node,
      'oneHot: indices must be from 0 to 2, got 3 at position 1',
    ],
  ])('refuses an index out of range in %s, and moves nothing', (_, build, message) => {
    const table = parameter([1, 2, 3]);
    const labels = input('labels', ['n'], 'int32');
    const steps = state(0);
    const frame = openFrame({
      outputs: [build(table as Node, labels as Node)],
      rules: [becomes(steps, add(steps, 1)), becomes(table, mul(table, 2))],
      steps: true,
    });
    for (const wrong of [
      [0, 3],
      [1, 3],
    ])
      expect(failureOf(pass(frame, [labels, wrong]))).toContain(message);
    expect([number(steps), read(table).toArray()]).toEqual([0, [1, 2, 3]]);
    outputsOf(pass(frame, [labels, [2, 0]]));
    expect([number(steps), read(table).toArray()]).toEqual([1, [2, 4, 6]]);
  });

  it('refuses axes of one name with different sizes, and works with equal ones afterwards', () => {
    const [x, y, total] = [input('x', ['batch', 2]), input('y', ['batch', 2]), state(0)];
    const loss = sum(mul(x, y));
    const frame = openFrame({ outputs: [loss], rules: [becomes(total, add(total, loss))], steps: true });
    const seen = hear(loss);
    const rows = (n: number) => scatter([n, 2]);
    outputsOf(pass(frame, [x, rows(2)], [y, rows(2)]));
    const before = number(total);
    expect(failureOf(pass(frame, [x, rows(3)], [y, rows(2)]))).toBe(
      "ShapeError: mul: the axes named 'batch' must have one size, got [3, 2] and [2, 2]. Feed values of equal length.",
    );
    expect(number(total)).toBe(before);
    expect(seen.errors).toHaveLength(1);
    outputsOf(pass(frame, [x, rows(3)], [y, rows(3)]));
    expect(number(total)).toBeGreaterThan(before);
  });

  it('takes none of the values of a feed if one does not fit', () => {
    const [x, y] = [input('x', []), input('y', [2])];
    const { values } = hear(x);
    expect(() => feed([x, 1], [y, tensor([1, 2, 3])])).toThrow('y: a value must have the shape [2], got [3]');
    expect(values).toEqual([]);
    expect(() => read(x)).toThrow('must have a value');
  });

  it('refuses two rules for one register in one plan, and takes them in two', () => {
    const w = parameter(1, { name: 'w' });
    const rules = [becomes(w, add(w, 1)), becomes(w, mul(w, 10))];
    expect(() => stepper(rules)).toThrow('becomes(w): a step may write a register once, got two rules for it.');
    expect(() => openFrame({ outputs: [add(rules[0]!, rules[1]!)], steps: true })).toThrow('once');
    openFrame({ outputs: rules }).close();
    for (const rule of rules) pass(stepper([rule]));
    expect(number(w)).toBe(20);
  });

  it('takes one rule once though outputs and rules name it many times', () => {
    const w = parameter(1);
    const rule = becomes(w, add(w, 1));
    const frame = openFrame({ outputs: [rule, reshape(rule, [1])], rules: [rule, rule], steps: true });
    expect(outputsOf(pass(frame)).map(value => value.item())).toEqual([2, 2]);
    expect(number(w)).toBe(2);
  });

  it('gives no outcome of a pass that was asked for before its frame closed', () => {
    const x = input('x', []);
    const frame = openFrame({ outputs: [mul(x, 2)] });
    const outcomes: PassResult[] = [];
    hear(x, () => {
      frame.run([], outcome => outcomes.push(outcome));
      frame.close();
    });
    x.set(1);
    expect(outcomes).toEqual([]);
  });
});
