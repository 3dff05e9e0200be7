import { refute } from '@thalweg/drawn';
import { key } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import {
  add,
  becomes,
  mul,
  openFrame,
  parameter,
  read,
  state,
  sub,
  uniformLike,
  whenTraining,
  greater,
  cast,
  input,
  type Node,
  type TaskFrame,
} from '../index.ts';
import { bytesIn, bytesOf } from '../testing/bytes.ts';
import { perceptron, scatter, type Perceptron } from '../testing/perceptron.ts';
import { outputsOf, pass, stepper } from '../testing/stepping.ts';

/** Random numbers, some draws of them, as bytes. */
type Draw = () => string[];

function drawing(seed: number): Draw {
  const counter = state(0, { dtype: 'int32' });
  const noise = uniformLike(parameter(scatter([700])), key(seed), counter);
  const frame = openFrame({ outputs: [noise], rules: [becomes(counter, add(counter, 1))], steps: true });
  return () => [1, 2, 3].map(() => bytesOf(outputsOf(pass(frame))[0]!));
}

/** A generator that counts for all who draw from it. */
function global(): (seed: number) => Draw {
  let counter = 0;
  return seed => () => [1, 2, 3].map(() => String(Math.sin(seed + counter++)));
}

function checkRepeats(build: (seed: number) => Draw): void {
  const first = build(7)();
  expect(new Set(first).size).toBe(3);
  expect(build(7)()).toEqual(first);
  expect(build(8)()).not.toEqual(first);
}

const frameOf = ({ loss, rules }: Perceptron): TaskFrame =>
  openFrame({ outputs: [loss], rules, steps: true, training: true });

/** Sizes of the batches of a run; some change from one to the next. */
const runs: Record<string, readonly number[]> = {
  'one batch size': [8, 8, 8, 8, 8],
  'batch sizes that change': [8, 3, 1, 8, 130, 1, 2],
};

/** Trains and gives the bytes of all registers, and of the losses. */
function train(
  network: Perceptron,
  batches: readonly number[],
  during: (step: number) => void = () => {},
  from = 0,
): string[] {
  const frame = frameOf(network);
  const [inputs, outputs] = [network.x.shape[1] as number, network.y.shape[1] as number];
  const losses = batches.map((n, index) => {
    const step = from + index;
    during(step);
    const outcome = pass(
      frame,
      [network.x, scatter([n, inputs], 1, step)],
      [network.y, scatter([n, outputs], 1, -step)],
    );
    const [loss] = outputsOf(outcome);
    expect(loss!.item()).toBeGreaterThan(0);
    return bytesOf(loss!);
  });
  frame.close();
  return [...losses, ...bytesIn(network.registers)];
}

describe('law 6: same seed, same bits', () => {
  it('draws the same numbers from the same seed, and others from another', () => checkRepeats(drawing));

  it('control: a generator with a counter that all share', () => refute(() => checkRepeats(global())));

  it('draws the same number again where a step is repeated or its counter is set back', () => {
    const counter = state(0, { dtype: 'int32' });
    const noise = uniformLike(parameter([0, 0, 0]), key(1), counter);
    const frame = openFrame({ outputs: [noise], rules: [becomes(counter, add(counter, 1))], steps: true });
    const draw = (): string => bytesOf(outputsOf(pass(frame))[0]!);
    const first = [draw(), draw()];
    counter.set(0);
    expect([draw(), draw()]).toEqual(first);
    counter.set(1);
    expect(bytesOf(read(noise))).toBe(first[1]);
  });

  const networks = {
    'momentum through relu, small': () => perceptron([3, 4, 2], 'momentum'),
    'Adam through tanh, small': () => perceptron([3, 4, 2], 'adam'),
    'momentum through relu, more than a block': () => perceptron([31, 40, 3], 'momentum'),
    'Adam through tanh, more than a block': () => perceptron([31, 40, 3], 'adam'),
  };

  describe.each(Object.entries(networks))('%s', (_, build) => {
    describe.each(Object.entries(runs))('%s', (_, batches) => {
      const bare = train(build(), batches);

      it('gives the same bits when it is built and run again', () => expect(train(build(), batches)).toEqual(bare));

      it('gives the same bits with every wire, gradient and moment subscribed', () => {
        const network = build();
        let emissions = 0;
        for (const wire of network.wires) wire.subscribe(() => emissions++);
        expect(train(network, batches)).toEqual(bare);
        expect(emissions).toBeGreaterThan(batches.length * 20);
      });

      it('gives the same bits when subscribers come and go in the middle', () => {
        const network = build();
        const subscriptions = network.wires.map(wire => wire.subscribe());
        const during = (step: number): void => {
          network.wires.forEach((wire, index) => {
            if ((index + step) % 3 === 0) subscriptions[index]!.unsubscribe();
            if ((index + step) % 4 === 1) subscriptions[index] = wire.subscribe();
          });
        };
        expect(train(network, batches, during)).toEqual(bare);
      });

      it.each([1, 5])('gives the same bits with one wire in %i subscribed', every => {
        const network = build();
        network.wires.forEach((wire, index) => index % every === 0 && wire.subscribe());
        expect(train(network, batches)).toEqual(bare);
      });

      it('gives the same bits when the inputs hold other values for the live view', () => {
        const network = build();
        network.x.set(scatter([2, network.x.shape[1] as number], 1, 99));
        for (const wire of network.wires) wire.subscribe();
        expect(train(network, batches)).toEqual(bare);
      });

      it('gives the same bits when it is read and evaluated between steps', () => {
        const network = build();
        const evaluation = openFrame({ outputs: [network.prediction] });
        const during = (step: number): void => {
          pass(evaluation, [network.x, scatter([5, network.x.shape[1] as number], 1, step)]);
          bytesIn(network.registers);
        };
        expect(train(network, batches, during)).toEqual(bare);
      });

      it('gives the same bits when it is stopped and another network goes on from its registers', () => {
        const [first, second] = [build(), build()];
        const half = batches.length >> 1;
        const before = train(first, batches.slice(0, half));
        second.registers.forEach((register, index) => register.set(read(first.registers[index]!)));
        const after = train(second, batches.slice(half), () => {}, half);
        expect([...before.slice(0, half), ...after]).toEqual(bare);
      });
    });
  });

  it('gives the same bits with dropout, subscribed or not', () => {
    const run = (observe: boolean): string[] => {
      const counter = state(0, { dtype: 'int32' });
      const [x, w] = [input('x', [600]), parameter(scatter([600], 1, 5))];
      const kept = cast(greater(uniformLike(x as Node, key(3), becomes(counter, add(counter, 1))), 0.5), 'float32');
      const dropped = whenTraining(mul(mul(x as Node, w as Node), mul(kept, 2)), mul(x as Node, w as Node));
      const rule = becomes(w as never, sub(w as Node, mul(dropped, 0.1)) as never) as Node;
      if (observe) for (const node of [kept, dropped, counter, w, rule]) (node as Node).subscribe();
      const frame = stepper([rule]);
      for (let i = 0; i < 4; i++) pass(frame, [x, scatter([600], 1, i)]);
      return bytesIn([w as Node, counter]);
    };
    expect(run(true)).toEqual(run(false));
  });
});
