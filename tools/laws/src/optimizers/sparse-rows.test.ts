import { add, cast, constant, feed, gather, input, mean, mul, openFrame, parameter, read, square, sub, sum, whenTraining, type Node } from '@thalweg/graph'; // prettier-ignore
import { adadelta, adagrad, adam, adamax, adamw, addDecayedWeights, amsgrad, centralize, clipByGlobalNorm, clipByNorm, clipByValue, cosineDecay, densify, ema, ftrl, lion, lookahead, momentum, nadam, nesterov, radam, rmsprop, rprop, scale, sgd, trace, type Transform } from '@thalweg/optim'; // prettier-ignore
import { key, randomInteger, sizeOf, tensor, type Tensor } from '@thalweg/tensor';
import { decodeSnapshot, encodeSnapshot, restore, snapshot, step, train, wireOf, type Stepping } from '@thalweg/train';
import { of, pipe } from 'rxjs';
import { describe, expect, it } from 'vitest';

type Scalar = Node<readonly []>;
type Dtype = 'float32' | 'float64';

const HEIGHT = 12;
const WIDTH = 3;
const STEPS = 25;

/** A table of zeros, rows of which are to become targets; and a dense weight beside it. */
function model(dtype: Dtype, axis = 0) {
  const shape = axis === 0 ? [HEIGHT, WIDTH] : [WIDTH, HEIGHT];
  const table = parameter(tensor(new Float64Array(HEIGHT * WIDTH), { shape, dtype }), { name: 'table' });
  const weight = parameter(tensor([0.5], { dtype }), { name: 'weight' });
  const at = input('at', ['batch', 2], 'int32');
  const target = input('target', [], dtype);
  const found = mul(gather(table as Node, at as Node, { axis }), weight) as Node;
  return { table, weight, at, loss: mean(square(sub(found, target as Node))) as Scalar };
}

/** The rows that a step touches: some of them twice, most of them not at all. */
const draws = key(3);
const rowsOf = (t: number): Int32Array =>
  Int32Array.from({ length: 4 }, (_, i) => (randomInteger(draws, 4 * t + i, 5) + t) % HEIGHT);
const recordOf = (t: number) => ({ at: rowsOf(t), target: 1 + (t % 3) });

/** Every register by name. */
function registersOf(learn: Stepping): Readonly<Record<string, Tensor>> {
  return snapshot({ learn }).parts['learn']!.tensors;
}
const bitsOf = (learn: Stepping): unknown =>
  Object.fromEntries(Object.entries(registersOf(learn)).map(([name, value]) => [name, value.toJSON()]));

/** Takes all steps densely, then puts the rows back that a step did not touch: in the table and in all that is remembered of it. */
function lazily(learn: Stepping): void {
  for (let t = 0; t < STEPS; t++) {
    const before = registersOf(learn);
    learn(recordOf(t));
    const touched = new Set(rowsOf(t));
    const after = registersOf(learn);
    for (const [name, now] of Object.entries(after)) {
      if (!name.includes('table')) continue;
      const data = now.data.slice();
      for (let row = 0; row < HEIGHT; row++)
        if (!touched.has(row)) data.set(before[name]!.data.slice(row * WIDTH, (row + 1) * WIDTH), row * WIDTH);
      feed([wireOf(learn, name) as never, tensor(data, { shape: now.shape })]);
    }
  }
}

/** The optimizers whose rules treat every element alone. */
const rules: Readonly<Record<string, () => Transform>> = {
  adadelta: () => adadelta(),
  adagrad: () => adagrad({ learningRate: 0.1 }),
  adam: () => adam({ learningRate: cosineDecay(0.1, { steps: 30 }) }),
  adamax: () => adamax(),
  adamw: () => adamw({ decay: 0.1 }),
  amsgrad: () => amsgrad(),
  ema: () => pipe(ema(), sgd()),
  ftrl: () => ftrl({ l1: 0.01, l2: 0.01 }),
  lion: () => lion({ learningRate: 0.01 }),
  momentum: () => momentum(),
  nadam: () => nadam(),
  nesterov: () => nesterov(),
  radam: () => radam(),
  rmsprop: () => rmsprop(),
  'rmsprop, centered, with momentum': () => rmsprop({ centered: true, epsilon: 1e-3, momentum: 0.5 }),
  rprop: () => rprop(),
  sgd: () => sgd(),
  'sgd with decay': () => pipe(addDecayedWeights(0.1), sgd()),
  'sgd of clipped elements': () => pipe(clipByValue(0.1), scale(2), sgd()),
  trace: () => pipe(sgd(), trace({ nesterov: true })),
};

/** Those that leave a parameter where it is while its gradient is zero, and remember nothing that falls. */
const still = ['adagrad', 'ftrl', 'sgd', 'sgd of clipped elements'];

describe.each(['float32', 'float64'] as const)('in %s', dtype => {
  it.each(still)('%s comes to the same bits by rows as by the whole table', name => {
    const [rows, whole] = [rules[name]!(), pipe(densify(), rules[name]!())].map(one => step(model(dtype).loss, one));
    for (let t = 0; t < STEPS; t++) for (const learn of [rows!, whole!]) learn(recordOf(t));
    expect(bitsOf(rows!)).toEqual(bitsOf(whole!));
  });

  it.each(Object.keys(rules))('%s by rows is the rule with all other rows left as they are, to the last bit', name => {
    const [rows, whole] = [rules[name]!(), pipe(densify(), rules[name]!())].map(one => step(model(dtype).loss, one));
    for (let t = 0; t < STEPS; t++) rows!(recordOf(t));
    lazily(whole!);
    expect(bitsOf(rows!)).toEqual(bitsOf(whole!));
  });

  it.each(Object.keys(rules).filter(name => !still.includes(name)))('%s by rows is not that by the whole table', name => {
    const [rows, whole] = [rules[name]!(), pipe(densify(), rules[name]!())].map(one => step(model(dtype).loss, one));
    for (let t = 0; t < STEPS; t++) for (const learn of [rows!, whole!]) learn(recordOf(t));
    expect(bitsOf(rows!)).not.toEqual(bitsOf(whole!));
  });
}); // prettier-ignore

/** The most elements of any value that a step of a training computes. */
function mostComputed(loss: Scalar, optimizer: Transform, record: object): number {
  let most = 0;
  const guard = ({ shape }: { readonly shape: readonly number[] | undefined }): void =>
    void (most = Math.max(most, sizeOf(shape!)));
  of(record)
    .pipe(train(loss, optimizer, { guard }))
    .subscribe();
  return most;
}

describe('rows of a table', () => {
  it.each(Object.keys(rules))('%s computes nothing of the size of the table', name => {
    const { loss } = model('float32');
    expect(mostComputed(loss, pipe(clipByGlobalNorm(1), clipByNorm(1), rules[name]!()), recordOf(0))).toBe(4 * WIDTH);
    expect(mostComputed(loss, pipe(densify(), rules[name]!()), recordOf(0))).toBe(HEIGHT * WIDTH);
  });

  it('have the norm of the whole gradient', () => {
    for (const clipping of [clipByGlobalNorm(0.01), clipByNorm(0.01)]) {
      const [rows, whole] = [clipping, pipe(densify(), clipping)].map(one => step(model('float64').loss, pipe(one, sgd({ learningRate: 1 })))); // prettier-ignore
      for (let t = 0; t < STEPS; t++) for (const learn of [rows!, whole!]) learn(recordOf(t));
      const [a, b] = [rows!, whole!].map(learn => registersOf(learn)['table']!.data);
      a!.forEach((value, i) => expect(value).toBeCloseTo(b![i]!, 14));
    }
  });

  it('are seen whole by rules that join elements, and by what follows them', () => {
    for (const make of [() => pipe(centralize(), adam()), () => lookahead(adam()), () => pipe(adam(), centralize())]) {
      const [rows, whole] = [make(), pipe(densify(), make())].map(one => step(model('float64').loss, one));
      for (let t = 0; t < 3; t++) for (const learn of [rows!, whole!]) learn(recordOf(t));
      expect(Object.keys(registersOf(rows!))).toEqual(Object.keys(registersOf(whole!)));
      expect(registersOf(rows!)['table']!.data.some(value => value !== 0)).toBe(true);
    }
    const [first, second] = [() => pipe(centralize(), adam()), () => pipe(densify(), centralize(), adam())].map(make => step(model('float64').loss, make())); // prettier-ignore
    for (let t = 0; t < STEPS; t++) for (const learn of [first!, second!]) learn(recordOf(t));
    expect(bitsOf(first!)).toEqual(bitsOf(second!));
  });

  it('may lie along another axis', () => {
    const [rows, columns] = [model('float64'), model('float64', 1)];
    const [a, b] = [rows, columns].map(({ loss }) => step(loss, adam()));
    for (let t = 0; t < STEPS; t++) for (const learn of [a!, b!]) learn(recordOf(t));
    const turned = read(columns.table).toArray() as number[][];
    const straight = read(rows.table).toArray() as number[][];
    straight.forEach((row, i) => row.forEach((value, j) => expect(turned[j]![i]).toBeCloseTo(value, 12)));
  });

  it('are summed where a table is gathered from several times, in any shape, and where a batch is empty', () => {
    const build = () => {
      const { table, at } = model('float64');
      const [one, none] = [constant(3, { dtype: 'int32' }), input('none', ['n'], 'int32')];
      const parts = [at, one, none].map((indices, i) =>
        sum(mul(i + 1, sub(gather(table as Node, indices as Node), 1))),
      );
      return square(parts.map(part => part as Node).reduce((a, b) => add(a, b))) as Scalar;
    };
    const [rows, whole] = [adagrad(), pipe(densify(), adagrad())].map(one => step(build(), one));
    for (let t = 0; t < STEPS; t++)
      for (const learn of [rows!, whole!]) learn({ ...recordOf(t), none: new Int32Array(0) });
    for (const learn of [rows!, whole!]) learn({ at: new Int32Array(0), none: Int32Array.of(0, 5, 5), target: 0 });
    expect(bitsOf(rows!)).toEqual(bitsOf(whole!));
  });

  it('stay rows in a model that has another mode', () => {
    const { table, at } = model('float32');
    const found = gather(table as Node, at as Node);
    const loss = mean(square(sub(whenTraining(mul(2, found) as Node, found), 1))) as Scalar;
    expect(mostComputed(loss, adam(), recordOf(0))).toBe(4 * WIDTH);
  });

  it('are a dense gradient where another use is dense', () => {
    const build = () => {
      const { table, loss } = model('float64');
      return add(loss, mean(square(sub(table as Node, 1)))) as Scalar;
    };
    const [rows, whole] = [adam(), pipe(densify(), adam())].map(one => step(build(), one));
    for (let t = 0; t < STEPS; t++) for (const learn of [rows!, whole!]) learn(recordOf(t));
    expect(bitsOf(rows!)).toEqual(bitsOf(whole!));
  });
});

describe('a register of which rows are written', () => {
  it('has been seen: what was seen stays as it was', () => {
    const { table, loss } = model('float32');
    const learn = step(loss, adam());
    const seen: { readonly value: Tensor; readonly then: unknown }[] = [];
    const looking = table.subscribe(value => seen.push({ value: value as Tensor, then: value.toArray() }));
    for (let t = 0; t < 5; t++) {
      learn(recordOf(t));
      seen.push({ value: read(wireOf(learn, 'adam.m(table)')), then: read(wireOf(learn, 'adam.m(table)')).toArray() });
    }
    looking.unsubscribe();
    for (let t = 5; t < 10; t++) learn(recordOf(t));
    for (const { value, then } of seen) expect(value.toArray()).toEqual(then);
    expect(seen).toHaveLength(11);
    expect(new Set(seen.map(({ then }) => JSON.stringify(then))).size).toBe(11);
  });

  it('comes to the same bits whether it is looked at or not', () => {
    const [alone, watched] = [model('float32'), model('float32')];
    const [a, b] = [alone, watched].map(({ loss }) => step(loss, adam()));
    const looking = watched.table.subscribe();
    for (let t = 0; t < STEPS; t++) {
      a!(recordOf(t));
      b!(recordOf(t));
      if (t === 10) looking.unsubscribe();
    }
    expect(bitsOf(b!)).toEqual(bitsOf(a!));
  });

  it('does not move when a step fails', () => {
    const { loss } = model('float32');
    const learn = step(loss, adam());
    learn(recordOf(0));
    const before = bitsOf(learn);
    expect(() => learn({ at: Int32Array.of(0, HEIGHT, 1, 2), target: 1 })).toThrow('indices must be from 0 to 11, got 12');
    expect(() => learn({ at: Int32Array.of(0, -1, 1, 2), target: 1 })).toThrow('indices must be from 0 to 11, got -1');
    expect(bitsOf(learn)).toEqual(before);
  });

  it('goes on from a file as if it had never stopped', () => {
    const [whole, part] = [step(model('float32').loss, adam()), step(model('float32').loss, adam())];
    for (let t = 0; t < 10; t++) whole(recordOf(t));
    restore({ learn: part }, decodeSnapshot(encodeSnapshot(snapshot({ learn: whole }))));
    for (let t = 10; t < STEPS; t++) for (const learn of [whole, part]) learn(recordOf(t));
    expect(bitsOf(part)).toEqual(bitsOf(whole));
  });

  it('is written for other frames too: an evaluation sees the new rows', () => {
    const { table, loss } = model('float32');
    const frame = openFrame({ outputs: [sum(cast(table as Node, 'float64')) as Node] });
    const total = (): number => {
      let value = NaN;
      frame.run([], outcome => void ('outputs' in outcome && (value = outcome.outputs[0]!.item())));
      return value;
    };
    const learn = step(loss, sgd());
    const totals = [total(), (learn(recordOf(0)), total()), (learn(recordOf(1)), total())];
    frame.close();
    expect(totals[0]).toBe(0);
    expect(new Set(totals).size).toBe(3);
    expect(totals[2]).toBeCloseTo([...read(table).data].reduce((a, b) => a + b), 12);
  });
}); // prettier-ignore
