import { refute } from '@thalweg/drawn';
import { BehaviorSubject, Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  add,
  becomes,
  feed,
  fromObservable,
  gradient,
  input,
  mul,
  openFrame,
  parameter,
  read,
  square,
  state,
  sub,
  feedOf,
} from '../index.ts';
import { hear } from '../testing/hear.ts';
import { number, outputsOf, pass, stepper } from '../testing/stepping.ts';

/** A register in a loop: whoever hears its value may write the next one. */
interface Loop {
  write(value: number): void;
  hear(subscriber: (value: number) => void): void;
  read(): number;
}

function ours(): Loop {
  const register = state(0);
  return {
    write: value => register.set(value),
    hear: subscriber => void hear(register, subscriber),
    read: () => number(register),
  };
}

/** Feedback by `next` inside `next`. */
function reentrant(): Loop {
  const register$ = new BehaviorSubject(0);
  return {
    write: value => register$.next(value),
    hear: subscriber => void register$.subscribe(subscriber),
    read: () => register$.value,
  };
}

function checkOrder(build: () => Loop): void {
  const loop = build();
  const late: number[] = [];
  loop.hear(value => {
    if (value === 1) loop.write(2);
  });
  loop.hear(value => late.push(value));
  loop.write(1);
  expect(late).toEqual([0, 1, 2]);
}

function checkReads(build: () => Loop): void {
  const loop = build();
  const seen: [value: number, register: number][] = [];
  loop.hear(value => {
    if (value === 1) loop.write(2);
    seen.push([value, loop.read()]);
  });
  loop.write(1);
  expect(seen.slice(0, 2)).toEqual([
    [0, 0],
    [1, 1],
  ]);
}

describe('law 3: registers move between passes', () => {
  it('never shows a later subscriber value 2 before value 1', () => checkOrder(ours));

  it('control: a later subscriber of a subject sees value 2 before value 1', () => refute(() => checkOrder(reentrant)));

  it('answers reads during a pass from the registers of that pass', () => checkReads(ours));

  it('control: a subject has moved on before its subscribers are through', () => refute(() => checkReads(reentrant)));

  it('queues writes that are asked for during a pass, in order', () => {
    const [x, y] = [input('x', []), input('y', [])];
    const { values } = hear(add(x, y), value => {
      if (value !== 2) return;
      x.set(10);
      feed([x, 20], [y, 20]);
      y.set(30);
    });
    feed([x, 1], [y, 1]);
    expect(values).toEqual([2, 11, 40, 50]);
  });

  it('makes two steps of two steps asked for inside a subscriber', () => {
    const count = state(0);
    const frame = stepper([becomes(count, add(count, 1))]);
    const outcomes: number[] = [];
    const { values } = hear(count, value => {
      if (value !== 1) return;
      for (const name of [1, 2]) frame.run([], () => outcomes.push(name));
      expect(number(count)).toBe(1);
      expect(outcomes).toEqual([]);
    });
    pass(frame);
    expect(values).toEqual([0, 1, 2, 3]);
    expect(outcomes).toEqual([1, 2]);
  });

  it('keeps writes and steps in the order in which they were asked for', () => {
    const count = state(0, { dtype: 'float64' });
    const frame = stepper([becomes(count, mul(count, 2))]);
    const x = input('x', []);
    hear(x, () => {
      count.set(5);
      frame.run([], () => {});
      count.set(7);
      frame.run([], () => {});
    });
    const { values } = hear(count);
    x.set(1);
    expect(values).toEqual([0, 5, 10, 7, 14]);
  });

  it('shows what a step computes before its registers move, and them after', () => {
    const [w, x] = [parameter(1), input('x', [])];
    const y = mul(w, x);
    const log: string[] = [];
    y.subscribe(value => log.push(`y ${value.item()} at w ${number(w)}`));
    w.subscribe(value => log.push(`w ${value.item()} and read ${number(w)}`));
    const frame = openFrame({ outputs: [y], rules: [becomes(w, add(w, x))], steps: true });
    log.push(`came ${outputsOf(pass(frame, [x, 2])).join()} at w ${number(w)}`);
    expect(log).toEqual(['w 1 and read 1', 'y 2 at w 1', 'w 3 and read 3', 'came float32 [] 2 at w 3']);
  });

  it('gives every rule of a step the registers from before it', () => {
    const [a, b] = [state(1), state(10)];
    const frame = stepper([becomes(a, b), becomes(b, a)]);
    pass(frame);
    expect([number(a), number(b)]).toEqual([10, 1]);
    pass(frame);
    pass(frame);
    expect([number(a), number(b)]).toEqual([10, 1]);
  });

  it('moves the same way for arrays that change places', () => {
    const [a, b] = [state([1, 2]), state([3, 4])];
    const frame = stepper([becomes(a, b), becomes(b, a)]);
    for (let i = 0; i < 3; i++) pass(frame);
    expect([read(a).toArray(), read(b).toArray()]).toEqual([
      [3, 4],
      [1, 2],
    ]);
  });

  it('makes no update of any parameter for 100 learning rates between two steps', () => {
    const [slider$, rate] = [new BehaviorSubject(0.1), input('rate', [], 'float64')];
    const stream = fromObservable(slider$, { name: 'slider', dtype: 'float64' });
    const w = parameter(1, { dtype: 'float64' });
    const loss = square(w);
    const frame = stepper([becomes(w, sub(w, mul(mul(rate, stream), gradient(loss, w))))], { outputs: [loss] });
    const moves = hear(w);
    rate.set(1);
    pass(frame);
    expect(moves.values).toEqual([1, 0.8]);
    for (let i = 1; i <= 100; i++) {
      slider$.next(i / 400);
      rate.set(i / 50);
    }
    expect(moves.values).toEqual([1, 0.8]);
    pass(frame);
    expect(moves.values).toEqual([1, 0.8, 0.8 - 2 * 0.25 * (0.8 * 2)]);
  });

  it('queues what a stream brings during a pass', () => {
    const [x, stream$] = [input('x', []), new Subject<number>()];
    const y = input('y', []);
    y.from(stream$);
    const first = hear(x, value => stream$.next(value * 10));
    const both = hear(add(x, y));
    x.set(1);
    x.set(2);
    expect(first.values).toEqual([1, 2]);
    expect(both.values).toEqual([11, 12, 22]);
  });

  it('takes a step from inside the step before it once that has settled', () => {
    const [x, w] = [input('x', []), parameter(0)];
    const frame = openFrame({ outputs: [x], rules: [becomes(w, add(w, x))], steps: true });
    const log: string[] = [];
    hear(x, value => {
      log.push(`fed ${value}`);
      if (value < 3) frame.run([feedOf(x, value + 1)], () => log.push(`stepped ${value + 1}`));
    });
    hear(w, value => log.push(`w ${value}`));
    pass(frame, [x, 1]);
    expect(log).toEqual(['w 0', 'fed 1', 'w 1', 'fed 2', 'w 3', 'stepped 2', 'fed 3', 'w 6', 'stepped 3']);
  });
});
