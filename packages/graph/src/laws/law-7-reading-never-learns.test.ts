import { refute } from '@thalweg/drawn';
import { fc, test } from '@fast-check/vitest';
import { key, type Tensor } from '@thalweg/tensor';
import type { Subscription } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  add,
  becomes,
  cast,
  feed,
  gradient,
  greater,
  input,
  mean,
  mul,
  openFrame,
  parameter,
  read,
  square,
  state,
  sub,
  uniformLike,
  whenTraining,
  type Input,
  type Node,
  type TaskFrame,
} from '../index.ts';
import { bytesIn } from '../testing/bytes.ts';
import { counting } from '../testing/counting.ts';
import { hear } from '../testing/hear.ts';
import { perceptron, scatter } from '../testing/perceptron.ts';
import { number, outputsOf, pass, stepper } from '../testing/stepping.ts';

/** A model that remembers, and ways to look at it. */
interface Model {
  readonly remembered: () => unknown;
  readonly looks: readonly (() => void)[];
}

/** A running mean that batch normalisation would keep. */
function ours(): Model {
  const x = input('x', ['n']);
  const running = state(0, { name: 'running mean' });
  const next = becomes(running, add(mul(running, 0.9), mul(mean(x), 0.1)));
  const centred = sub(x, whenTraining(next, running));
  x.set([5, 7]);
  const frames = [true, false].map(training => openFrame({ outputs: [centred, next], training }));
  return {
    remembered: () => bytesIn([running]),
    looks: [
      () => void read(next),
      () => void read(centred),
      () => next.subscribe().unsubscribe(),
      () => feed([x, [1, 2, 3]]),
      ...frames.map(frame => () => void outputsOf(pass(frame, [x, [4, 4]]))),
    ],
  };
}

/** A scaler that learns where it is asked for a value. */
function learning(): Model {
  let mean = 0;
  const transform = (x: number): number => x - (mean = 0.9 * mean + 0.1 * x);
  return { remembered: () => mean, looks: [() => void transform(5)] };
}

function checkLooks(build: () => Model): void {
  const { remembered, looks } = build();
  const before = remembered();
  for (const look of looks) look();
  expect(remembered()).toEqual(before);
}

/** Takes one action after another on a network, and looks after each whether a register moved. */
function explore(network: ReturnType<typeof perceptron>, actions: readonly Action[]): void {
  const { x, y, loss, prediction, wires, rules, registers } = network;
  const before = bytesIn(registers);
  const subscriptions: Subscription[] = [];
  const frames: TaskFrame[] = [];
  const rows = (source: Input, n: number, seed: number): Tensor => scatter([n, source.shape[1] as number], 1, seed);
  const perform: Record<Kind, (a: number, b: number) => void> = {
    read: a => {
      try {
        read(wires[a % wires.length]!);
      } catch (error) {
        expect(String(error)).toMatch(/must have a value|must have one size/);
      }
    },
    subscribe: a => subscriptions.push(wires[a % wires.length]!.subscribe({ error: () => {} })),
    unsubscribe: a => subscriptions[a % (subscriptions.length + 1)]?.unsubscribe(),
    set: (a, b) => {
      const source = [x, y][a % 2]!;
      source.set(rows(source, 1 + (b % 5), b));
    },
    feed: (a, b) => feed([x, rows(x, 1 + (a % 5), b)], [y, rows(y, 1 + (a % 5), b)]),
    open: a => {
      const options = { outputs: [loss, wires[a % wires.length]!], training: a % 2 === 0 };
      frames.push(openFrame(a % 3 === 0 ? { ...options, rules, steps: true } : { ...options, rules }));
    },
    evaluate: (a, b) => {
      const evaluation = openFrame({ outputs: [prediction, loss], rules, training: a % 2 === 0 });
      outputsOf(pass(evaluation, [x, rows(x, 1 + (a % 5), b)], [y, rows(y, 1 + (a % 5), b)]));
      evaluation.close();
    },
    gradient: a => subscriptions.push(gradient(loss, network.parameters[a % 4]!).subscribe({ error: () => {} })),
    close: a => frames[a % (frames.length + 1)]?.close(),
  };
  for (const { kind, a, b } of actions) {
    perform[kind](a, b);
    expect(bytesIn(registers), kind).toEqual(before);
  }
  for (const frame of frames) frame.close();
}

const kinds = ['read', 'subscribe', 'unsubscribe', 'set', 'feed', 'open', 'evaluate', 'gradient', 'close'] as const;
type Kind = (typeof kinds)[number];
interface Action {
  readonly kind: Kind;
  readonly a: number;
  readonly b: number;
}
const action = fc.record<Action>({ kind: fc.constantFrom(...kinds), a: fc.nat(1000), b: fc.nat(1000) });

describe('law 7: reading never learns', () => {
  it('remembers nothing of reading, subscribing, feeding or evaluating', () => checkLooks(ours));

  it('control: a scaler that learns where it transforms', () => refute(() => checkLooks(learning)));

  describe.each(['momentum', 'adam'] as const)('with the rules of %s', rule => {
    test.prop([fc.array(action, { maxLength: 30 })], { numRuns: 60 })(
      'moves no register by any sequence of looking, feeding and evaluating',
      actions => explore(perceptron([3, 4, 2], rule), actions),
    );
  });

  it('moves the same registers in a step', () => {
    const network = perceptron([3, 4, 2], 'adam');
    const before = bytesIn(network.registers);
    pass(stepper(network.rules), [network.x, scatter([2, 3])], [network.y, scatter([2, 2])]);
    bytesIn(network.registers).forEach((bytes, index) => expect(bytes, `register ${index}`).not.toBe(before[index]));
  });

  it('draws the same mask until a step moves its counter', () => {
    const counter = state(0, { dtype: 'int32' });
    const x = parameter(scatter([64]));
    const mask = cast(greater(uniformLike(x as Node, key(1), becomes(counter, add(counter, 1))), 0.5), 'float32');
    const dropped = whenTraining(mul(x as Node, mask), x as Node);
    const [training, evaluating] = [true, false].map(mode => openFrame({ outputs: [dropped], training: mode })) as [
      TaskFrame,
      TaskFrame,
    ];
    const masked = (): number[] => [...outputsOf(pass(training))[0]!.data];
    const first = masked();
    expect(masked()).toEqual(first);
    expect([...outputsOf(pass(evaluating))[0]!.data]).toEqual([...read(x).data]);
    expect(number(counter)).toBe(0);
    pass(stepper([dropped]));
    expect(number(counter)).toBe(1);
    expect(masked()).not.toEqual(first);
  });

  it('fires no rule in a step whose plan does not reach it, though somebody looks at it', () => {
    const [a, b] = [state(0), state(0)];
    const rules = [a, b].map(register => becomes(register, add(register, 1)));
    const heard = rules.map(rule => hear(rule));
    const frame = stepper([rules[0]!]);
    pass(frame);
    pass(frame);
    expect([number(a), number(b)]).toEqual([2, 0]);
    expect(heard.map(({ values }) => values)).toEqual([[1, 2, 3], [1]]);
  });

  it('fires no rule that a step was not opened with, though a subscriber of what it feeds depends on it', () => {
    const [x, count] = [input('x', []), state(0)];
    const counted = add(x, becomes(count, add(count, 1)));
    const frame = stepper([mul(x, 2)]);
    const { values } = hear(counted);
    pass(frame, [x, 10]);
    pass(frame, [x, 20]);
    expect(values).toEqual([11, 21]);
    expect(number(count)).toBe(0);
  });

  /*
   *  x ── training ──┐
   *                  (mode)── y
   *  x ── otherwise ─┘
   */
  it('takes one arm of a mode and never builds the other', () => {
    const [training, otherwise] = [counting('training', x => x! + 1), counting('otherwise', x => x! - 1)];
    const x = input('x', []);
    const y = whenTraining(training(x), otherwise(x));
    const heard = hear(y);
    x.set(1);
    expect([training.runs, otherwise.runs]).toEqual([0, 1]);
    heard.unsubscribe();
    const frame = openFrame({ outputs: [y], training: true });
    expect(outputsOf(pass(frame, [x, 5]))[0]!.item()).toBe(6);
    expect([training.runs, otherwise.runs]).toEqual([1, 1]);
    expect(number(y)).toBe(0);
    expect([training.runs, otherwise.runs]).toEqual([1, 2]);
  });

  it('takes the gradient through the arm that its frame takes', () => {
    const x = parameter(3, { dtype: 'float64' });
    const y = whenTraining(square(x), mul(x, 10));
    const slope = gradient(y, x);
    const frame = openFrame({ outputs: [slope], training: true });
    expect(number(slope)).toBe(10);
    expect(outputsOf(pass(frame))[0]!.item()).toBe(6);
  });

  it('counts the gradient of one node once, though it is both arms', () => {
    const x = parameter(3, { dtype: 'float64' });
    const same = square(x);
    const slope = gradient(whenTraining(same, same), x);
    expect(number(slope)).toBe(6);
    expect(outputsOf(pass(openFrame({ outputs: [slope], training: true })))[0]!.item()).toBe(6);
  });
});
