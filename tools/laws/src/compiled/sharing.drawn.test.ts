import { refute, takenRows } from '@thalweg/drawn';
import {
  add,
  input,
  matmul,
  mean,
  openFrame,
  parameter,
  read,
  square,
  sub,
  tanh,
  type Node,
  type Runner,
} from '@thalweg/graph';
import { adam, sgd } from '@thalweg/optim';
import { tensor, type Tensor } from '@thalweg/tensor';
import { evaluate, predict, step, train } from '@thalweg/train';
import { from, Subject } from 'rxjs';
import { expect, it } from 'vitest';
import { expectAgreement } from './twins.ts';
import { counted } from './counted.ts';
import { pass } from './runs.ts';

type Scalar = Node<readonly []>;

const grid = (m: number, n: number, seed = 1): Tensor =>
  tensor(
    Float32Array.from({ length: m * n }, (_, i) => ((i * 7 + seed * 3) % 11) / 4 - 1),
    { shape: [m, n] },
  );

/** A body with two heads: two losses that share some parameters. */
function heads() {
  const x = input('x', ['n', 6]);
  const named = (name: string, m: number, n: number): Node => parameter(grid(m, n, name.length), { name }) as Node;
  const [body, left, right] = [named('body', 6, 5), named('left.', 5, 3), named('right..', 5, 4)];
  const hidden = tanh(matmul(x as Node, body)) as Node;
  const [a, b] = [matmul(hidden, left) as Node, matmul(hidden, right) as Node];
  const lossOf = (out: Node): Scalar => mean(square(sub(out, 0.25))) as Scalar;
  return { x, parameters: [body, left, right], a, b, first: lossOf(a), second: lossOf(b), both: add(lossOf(a), lossOf(b)) as Scalar };
} // prettier-ignore

type Actor = (n: number, seed: number) => unknown;

/** What may run on one circuit, compiled or interpreted. */
function actors(model: ReturnType<typeof heads>, runnerOf: (actor: number) => Runner | undefined): readonly Actor[] {
  const options = [0, 1, 2, 3].map(actor => {
    const runner = runnerOf(actor);
    return runner === undefined ? {} : { runner };
  });
  const one = step(model.first, adam({ learningRate: 0.02 }), options[0]);
  const records = new Subject<object>();
  let last: unknown;
  records.pipe(train(model.second, sgd({ learningRate: 0.1 }), options[1])).subscribe(record => (last = record.loss));
  const predicted = new Subject<object>();
  let seen: Tensor | undefined;
  predicted.pipe(predict(model.a, options[2])).subscribe(value => (seen = value as Tensor));
  const looking = openFrame({ outputs: [model.parameters[0]!, model.both as Node], ...options[3] });
  return [
    (n, seed) => one({ x: grid(n, 6, seed) })!.loss,
    (n, seed) => (records.next({ x: grid(n, 6, seed) }), last),
    (n, seed) => (predicted.next({ x: grid(n, 6, seed) }), seen!),
    (n, seed) => pass(looking, [model.x, grid(n, 6, seed)]),
  ];
}

const numbers = (told: unknown): Tensor[] =>
  typeof told === 'number'
    ? [tensor([told], { dtype: 'float64' })]
    : Array.isArray(told)
      ? (told as Tensor[])
      : [told as Tensor];

/** They take turns on one circuit; whoever runs sees what all others have done before. */
function takeTurns(
  turns: readonly number[],
  compiled: readonly boolean[],
  differently = (_: ReturnType<typeof heads>) => {},
): void {
  const [mixed, plain] = [heads(), heads()];
  const runners = compiled.map(yes => (yes ? counted().runner : undefined));
  const [a, b] = [actors(mixed, actor => runners[actor]), actors(plain, () => undefined)];
  turns.forEach((actor, t) => {
    const n = [4, 4, 1, 7][t % 4]!;
    expectAgreement(numbers(a[actor]!(n, t)), numbers(b[actor]!(n, t)), 512, `turn ${t}, actor ${actor}`);
    if (t === 5) differently(mixed);
    for (const [i, one] of mixed.parameters.entries())
      expectAgreement([read(one)], [read(plain.parameters[i]!)], 512, `turn ${t}, parameter ${i}`);
  });
}

const orders: readonly (readonly number[])[] = [
  [0, 1, 2, 3, 0, 0, 1, 1, 2, 2, 3, 3, 0, 1, 2, 3, 0, 2, 1, 3],
  // Those who read come first, and have a memory before those who train.
  [2, 3, 2, 0, 2, 3, 0, 0, 2, 3, 1, 2, 3, 1, 1, 3, 2, 0, 3, 2],
  [1, 0, 1, 0, 1, 0, 3, 1, 0, 1, 0, 2, 0, 1, 2, 3],
];

const runs = (
  [
    ['all compiled', [true, true, true, true]],
    ['one training compiled, one interpreted', [true, false, true, false]],
    ['trainings interpreted, readings compiled', [false, false, true, true]],
    ['trainings compiled, readings interpreted', [true, true, false, false]],
  ] as const
).flatMap(([which, compiled]) => orders.map((turns, n) => [which, n, turns, compiled] as const));

it.each(takenRows('turns on one circuit', runs, ([which]) => which))(
  'two trainings, a prediction and a frame on one circuit in turns: %s, order %i',
  (_which, _n, turns, compiled) => takeTurns(turns, compiled),
);

it('control: a circuit that somebody else changes is found out', () => {
  refute(() => takeTurns(orders[0]!, [true, true, true, true], ({ parameters }) => (parameters[0] as unknown as { set(value: Tensor): void }).set(grid(6, 5, 9))));
}); // prettier-ignore

it('frames that were opened apart and come to share registers see what the others do', () => {
  const runs = [true, false].map(compiled => {
    const model = heads();
    const option = () => (compiled ? { runner: counted().runner } : {});
    const looks = [model.a, model.b].map(output => openFrame({ outputs: [output], ...option() }));
    const learns = [model.first, model.second].map(loss => step(loss, adam({ learningRate: 0.05 }), option()));
    const joint = step(model.both, adam({ learningRate: 0.05 }), option());
    const log: Tensor[] = [];
    for (let t = 0; t < 15; t++) {
      if (t % 5 === 0) for (const look of looks) log.push(...pass(look, [model.x, grid(3, 6, t)]));
      learns[t % 2]!({ x: grid(4, 6, t) });
      if (t > 6) joint({ x: grid(2, 6, t) });
      if (t % 3 === 1) for (const look of looks) log.push(...pass(look, [model.x, grid(3, 6, t)]));
      if (t === 9) looks[0]!.close();
      if (t === 9) looks[0] = openFrame({ outputs: [model.a], ...option() });
    }
    return [...log, ...model.parameters.map(one => read(one))];
  });
  expectAgreement(runs[0]!, runs[1]!, 1024);
});

it('a reading frame that closes leaves the parameters that a training goes on with', () => {
  const runs = [true, false].map(compiled => {
    const model = heads();
    const option = () => (compiled ? { runner: counted().runner } : {});
    const learn = step(model.both, adam({ learningRate: 0.05 }), option());
    const log: Tensor[] = [];
    for (let t = 0; t < 12; t++) {
      learn({ x: grid(4, 6, t) });
      const frame = openFrame({ outputs: [model.a, model.b], ...option() });
      log.push(...pass(frame, [model.x, grid(1 + (t % 5), 6, t)]));
      frame.close();
      const other = step(model.first, sgd({ learningRate: 0.1 }), option());
      other({ x: grid(2, 6, t) });
      from([{ x: grid(3, 6, t) }, { x: grid(2, 6, t) }]).pipe(evaluate({ loss: model.second }, option())).subscribe(({ loss }) => log.push(tensor([loss!], { dtype: 'float64' })));
    }
    return [...log, ...model.parameters.map(one => read(one))];
  });
  expect(runs[0]!.length).toBe(39);
  expectAgreement(runs[0]!, runs[1]!, 1024);
}); // prettier-ignore
