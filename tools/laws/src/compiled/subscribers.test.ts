import { add, becomes, broadcastLike, cast, constant, gather, gradient, input, less, matmul, mean, mul, parameter, read, relu, reshape, square, state, stopGradient, sub, sum, tanh, together, type Node } from '@thalweg/graph'; // prettier-ignore
import { adam, onlyWhen, sgd, updatesOf } from '@thalweg/optim';
import { tensor, type Tensor } from '@thalweg/tensor';
import { step, train, wireOf } from '@thalweg/train';
import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { expectAgreement, twins } from './twins.ts';
import { counted } from './counted.ts';

type Scalar = Node<readonly []>;

const grid = (m: number, n: number, seed = 1): Tensor =>
  tensor(
    Float32Array.from({ length: m * n }, (_, i) => ((i * 7 + seed * 3) % 11) / 4 - 1),
    { shape: [m, n] },
  );

/** A perceptron of which every part can be listened to. */
function perceptron() {
  const x = input('x', ['n', 5]);
  const [w, b] = [parameter(grid(5, 3), { name: 'w' }) as Node, parameter(grid(1, 3), { name: 'b' }) as Node];
  const hidden = relu(add(matmul(x as Node, w), b)) as Node;
  const loss = mean(square(sub(tanh(hidden), 0.5))) as Scalar;
  return { x, w, b, hidden, loss, slope: gradient(loss as Node, w) };
}

/** All that somebody was told, and what it was then. */
function heard(node: Node) {
  const told: { readonly value: Tensor; readonly then: number[] }[] = [];
  const subscription = node.subscribe(value =>
    told.push({ value: value as Tensor, then: [...(value as Tensor).data] }),
  );
  return { told, stop: () => subscription.unsubscribe() };
}

/** Trains two alike, one compiled, with the same subscribers; both must be told the same, and what was told must stay. */
function tellsTheSame(choose: (model: ReturnType<typeof perceptron>, learn: ReturnType<typeof step>) => readonly Node[]): number {
  const watched = counted();
  const runs = [{ runner: watched.runner }, {}].map(options => {
    const model = perceptron();
    const learn = step(model.loss, adam({ learningRate: 0.05 }), options);
    return { model, learn, nodes: choose(model, learn) };
  });
  const sizes = [4, 4, 1, 4, 7, 4, 4];
  const told = runs.map(({ learn, nodes }) => {
    let ears = [] as ReturnType<typeof heard>[];
    const all: ReturnType<typeof heard>[] = [];
    sizes.forEach((n, t) => {
      // They come, go, and come again.
      if (t === 1 || t === 5) all.push(...(ears = nodes.map(heard)));
      if (t === 4) for (const { stop } of ears) stop();
      learn({ x: grid(n, 5, t) });
    });
    for (const { stop } of ears) stop();
    for (let t = 0; t < 3; t++) learn({ x: grid(4, 5, t) });
    return all.flatMap(({ told }) => told);
  });
  for (const { value, then } of told.flat()) expect([...value.data]).toEqual(then);
  expectAgreement(told[0]!.map(({ value }) => value), told[1]!.map(({ value }) => value), 256, 'told');
  expect(new Set(told[0]!.map(({ then }) => then.join())).size).toBeGreaterThan(told[0]!.length / 2);
  expect(watched).toMatchObject({ compiled: sizes.length + 3, interpreted: 0 });
  return told[0]!.length;
} // prettier-ignore

describe('while compiled steps run, subscribers are told what they are told otherwise:', () => {
  it('what follows from the sizes of what is fed, only when they change', () => {
    const told = [{ runner: counted().runner }, {}].map(options => {
      const { x, loss } = perceptron();
      const learn = step(loss, sgd(), options);
      learn({ x: grid(4, 5) });
      const { told } = heard(broadcastLike(constant(2), x as Node) as Node);
      for (const n of [4, 4, 4, 7, 7, 4, 4]) learn({ x: grid(n, 5) });
      return told.map(({ value }) => value.shape[0]);
    });
    expect(told).toEqual([
      [4, 7, 4],
      [4, 7, 4],
    ]);
  });

  it('on inner wires and gradients, which have no value of their own', () => {
    expect(tellsTheSame(({ hidden, slope, loss }) => [hidden, slope, loss as Node])).toBe(15);
  });

  it('on parameters', () => expect(tellsTheSame(({ w, b }) => [w, b])).toBe(14));

  it('on what follows from parameters', () => {
    expect(tellsTheSame(({ w }) => [mul(w, 2) as Node, sum(w) as Node, reshape(w, [15]) as Node])).toBe(21);
  });

  it('on what an optimizer remembers, and what follows from it with a value of the step', () => {
    expect(tellsTheSame(({ w, slope }, learn) => {
      const m = wireOf(learn, 'adam.m(w)') as Node;
      return [m, wireOf(learn, 'step') as Node, sub(m, slope) as Node, add(w, slope) as Node];
    })).toBe(24);
  }); // prettier-ignore

  it('on input, hidden values and parameters alike', () => {
    expect(tellsTheSame(({ x, w, hidden }) => [x as Node, hidden, w])).toBe(17);
  });
});

it('a parameter that is read in a subscriber of a step has the value from before the step, and after it the new one', () => {
  const watched = counted();
  const logs = [{ runner: watched.runner }, {}].map(options => {
    const { w, hidden, loss } = perceptron();
    const log: Tensor[] = [];
    const records = new Subject<object>();
    hidden.subscribe(() => log.push(read(w) as Tensor));
    records.pipe(train(loss, sgd({ learningRate: 0.5 }), options)).subscribe(() => log.push(read(w) as Tensor));
    for (let t = 0; t < 5; t++) records.next({ x: grid(3, 5, t) });
    return log;
  });
  expect(logs[0]!.length).toBe(10);
  expectAgreement(logs[0]!, logs[1]!, 128);
  expect(watched.interpreted).toBe(0);
});

it('a step that is asked for in a subscriber waits for its turn', () => {
  const logs = [counted().runner, undefined].map(runner => {
    const { w, loss } = perceptron();
    const learn = step(loss, sgd({ learningRate: 0.5 }), runner === undefined ? {} : { runner });
    const log: Tensor[] = [];
    let again = 3;
    w.subscribe(value => {
      log.push(value as Tensor);
      if (again-- > 0) learn({ x: grid(2, 5, again) });
    });
    learn({ x: grid(4, 5) });
    return log;
  });
  expectAgreement(logs[0]!, logs[1]!, 128);
  expect(logs[0]!.length).toBe(5);
});

describe('between compiled steps', () => {
  it('a parameter, a state and an input that are set have their new values in the next step', () => {
    const pair = twins(() => {
      const [w, m] = [parameter(grid(2, 3), { name: 'w' }) as Node, state(grid(2, 3, 2), { name: 'm' }) as Node];
      const rate = state(0.5, { name: 'rate' }) as Node;
      const [x, scale] = [input('x', [2, 3]) as Node, input('scale', []) as Node];
      const loss = mean(square(sub(mul(mul(w, x), scale), m))) as Node;
      const rules = [becomes(w as never, sub(w, mul(rate, gradient(loss, w))) as never), becomes(m as never, mul(0.5, add(m, w)) as never)] as Node[];
      return { outputs: [loss, w, m, rate], rules, sources: { x, scale, w, m, rate } };
    }, { units: 64 }); // prettier-ignore
    const set = (name: string, value: Tensor | number): void =>
      pair.both(({ sources }) => (sources![name] as unknown as { set(value: Tensor | number): void }).set(value));
    set('x', grid(2, 3, 4));
    set('scale', 1);
    for (let t = 0; t < 12; t++) {
      pair.step();
      if (t % 3 === 0) set('w', grid(2, 3, t));
      if (t % 4 === 1) set('scale', t / 8);
      if (t % 4 === 2) set('rate', 1 / (t + 1));
      if (t % 5 === 1) set('m', grid(2, 3, 2 * t));
      if (t % 5 === 3) set('x', grid(2, 3, t));
    }
    expect(pair.watched).toMatchObject({ compiled: 12, interpreted: 0 });
    pair.close();
  });

  it('a step may be fed a value for a source that holds one, a register too, for that step alone', () => {
    const pair = twins(() => {
      const [w, v] = [parameter(grid(2, 3), { name: 'w' }) as Node, parameter(grid(2, 3, 5), { name: 'v' }) as Node];
      const x = input('x', [2, 3]) as Node;
      const loss = sum(square(mul(mul(w, v), x))) as Node;
      const rules = [w, v].map(one => becomes(one as never, sub(one, mul(0.01, gradient(loss, one))) as never) as Node);
      return { outputs: [loss], rules, sources: { x, w, v } };
    }, { units: 64 }); // prettier-ignore
    pair.both(({ sources }) => (sources!['x'] as unknown as { set(value: Tensor): void }).set(grid(2, 3, 4)));
    const given = [{}, {}, { x: grid(2, 3, 6) }, {}, { w: grid(2, 3, 7) }, {}, { w: grid(2, 3, 8), x: grid(2, 3, 9) }, { w: grid(2, 3, 2) }, {}, {}];
    for (const values of given) pair.step(values);
    expect(pair.watched).toMatchObject({ compiled: given.length, interpreted: 0 });
    pair.close();
  }); // prettier-ignore
});

it('a register that a step is fed another value for, and does not write, has its own again afterwards', () => {
  const pair = twins(() => {
    const w = parameter(grid(2, 3), { name: 'w' });
    const gate = input('gate', []) as Node;
    const loss = sum(square(w as Node)) as Node;
    const seen = onlyWhen(updatesOf(loss), less(0, gate) as Scalar, 'counted');
    const moved = seen.mapElements((g, theta) => becomes(theta, sub(theta, mul(0.25, g)) as never));
    return { outputs: [loss], rules: moved.parameters.map(one => moved.elements(one)), sources: { w: w as Node, gate } };
  }); // prettier-ignore
  for (const values of [{ gate: 1 }, { gate: 0 }, { gate: 0, w: grid(2, 3, 5) }, { gate: 0 }, { gate: 1, w: grid(2, 3, 6) }, { gate: 1 }, { gate: 0 }])
    pair.step(values);
  expect(pair.watched).toMatchObject({ compiled: 7, interpreted: 0 });
  pair.close();
}); // prettier-ignore

it('nobody is told of a parameter that a step did not move, the first one among them', () => {
  const told = [counted().runner, undefined].map(runner => {
    const [table, w] = [parameter(grid(4, 3), { name: 'table' }) as Node, parameter(grid(2, 2), { name: 'w' }) as Node];
    const loss = add(sum(gather(table, input('at', ['n'], 'int32') as Node)), sum(square(w))) as Scalar;
    const learn = step(loss, sgd({ learningRate: 0.25 }), runner === undefined ? {} : { runner });
    let times = 0;
    w.subscribe(() => times++);
    expect(() => learn({ at: Int32Array.of(0, 4) })).toThrow('indices must be from 0 to 3, got 4');
    for (let t = 0; t < 3; t++) learn({ at: Int32Array.of(0, t) });
    return times;
  });
  expect(told).toEqual([4, 4]);
});

describe('registers that hang on one another move at once:', () => {
  it('two that change places, and one that takes what another had', () => {
    const pair = twins(() => {
      const [a, b, c] = [1, 2, 3].map(seed => state(grid(3, 3, seed), { name: `s${seed}` }) as Node) as [Node, Node, Node];
      const rules = [becomes(a as never, b as never), becomes(b as never, a as never), becomes(c as never, add(a, c) as never)] as Node[];
      return { outputs: [stopGradient(a) as Node, reshape(b, [9]) as Node, mul(c, 2) as Node], rules };
    });
    for (let t = 0; t < 6; t++) pair.step();
    expect(pair.watched.interpreted).toBe(0);
    pair.close();
  }); // prettier-ignore

  it('a flag and indices that a write hangs on are those from before the step, though they move in it', () => {
    const pair = twins(() => {
      const table = parameter(grid(4, 3), { name: 'table' });
      const at = state(tensor(Int32Array.of(0, 1)), { name: 'at' }) as Node;
      const on = state(tensor(Uint8Array.of(1), { shape: [], dtype: 'bool' }), { name: 'on' }) as Node;
      const loss = sum(square(gather(table as Node, at))) as Node;
      const other = parameter(tensor(Float32Array.of(1, 2)), { name: 'other' });
      const total = add(loss, sum(square(other as Node))) as Node;
      const flags = onlyWhen(updatesOf(total), on as Scalar, 'counted');
      const moved = flags.mapElements((g, theta) => becomes(theta, sub(theta, mul(0.25, g)) as never));
      const rules = moved.parameters.map(one => moved.elements(one));
      // They are computed last, when all that could fail has been.
      const nothing = mul(0, total) as Node;
      const next = becomes(at as never, sub(3, add(at, cast(nothing, 'int32'))) as never) as Node;
      const turned = becomes(on as never, less(add(cast(on, 'float32'), nothing), 0.5) as never) as Node;
      return { outputs: [total], rules: [...rules, next, turned] };
    });
    for (let t = 0; t < 8; t++) pair.step();
    expect(pair.watched.interpreted).toBe(0);
    pair.close();
  });

  it('one whose rule is shared with an output, and one that takes a constant', () => {
    const pair = twins(() => {
      const [a, b] = [state(grid(2, 2), { name: 'a' }) as Node, state(grid(2, 2, 3), { name: 'b' }) as Node];
      const next = add(mul(a, 0.5), b) as Node;
      const rules = [becomes(a as never, next as never), becomes(b as never, next as never)] as Node[];
      return { outputs: [next, ...rules, a, b], rules };
    });
    for (let t = 0; t < 6; t++) pair.step();
    expect(pair.watched.interpreted).toBe(0);
    pair.close();
  });
});

it.each([
  ['compiled', true],
  ['interpreted', false],
])('together emits a loss with the parameters that a %s step computed it with', (_, compiled) => {
  const model = perceptron();
  const learn = step(model.loss, sgd({ learningRate: 0.5 }), compiled ? { runner: counted().runner } : {});
  const pairs: [w: number[], loss: number][] = [];
  const subscription = together({ w: model.w, loss: model.loss, slope: model.slope }).subscribe(({ w, loss }) =>
    pairs.push([[...w.data], loss.item()]),
  );
  const expected = [1, 2, 3].map(t => {
    const before = [...read(model.w).data];
    return [before, learn({ x: grid(4, 5, t) })!.loss];
  });
  expect(pairs).toEqual(expected);
  subscription.unsubscribe();
  learn({ x: grid(4, 5) });
  expect(pairs).toHaveLength(3);
});
