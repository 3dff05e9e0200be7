import { batch, epochs, fromColumns } from '@thalweg/data';
import { gather, input, mul, parameter, sum, type Node } from '@thalweg/graph';
import { sigmoidCrossEntropy } from '@thalweg/nn';
import { accumulate, adagrad, adam, average, ftrl, momentum, sgd, skipNonFinite, type Transform } from '@thalweg/optim';
import { snapshot, trainRows, type BatchRecord } from '@thalweg/train';
import { tensor, type Tensor } from '@thalweg/tensor';
import { wasm } from '@thalweg/wasm';
import { lastValueFrom, of, pipe, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { expectAgreement } from './twins.ts';
import { counted, type Counted } from './counted.ts';

const ROWS = 60;
const FEATURES = 7;
const NON_ZEROS = 5;
const WEIGHTS = 40;

const wave = (i: number): number => ((i * 0.6180339887498949) % 1) * 2 - 1;

const dense = {
  x: { data: Float32Array.from({ length: ROWS * FEATURES }, (_, i) => wave(i)), shape: [FEATURES] },
  label: Float32Array.from({ length: ROWS }, (_, i) => i % 2),
};

/** Some features come twice in a record. */
const sparse = {
  index: {
    data: Int32Array.from({ length: ROWS * NON_ZEROS }, (_, i) => (i * i + (i >> 2)) % WEIGHTS),
    shape: [NON_ZEROS],
  },
  value: { data: Float32Array.from({ length: ROWS * NON_ZEROS }, (_, i) => wave(i)), shape: [NON_ZEROS] },
  label: dense.label,
};

function denseLoss(): Node<readonly []> {
  const z = sum(mul(parameter(new Float32Array(FEATURES), { name: 'w' }), input('x', [FEATURES])));
  return sigmoidCrossEntropy(input('label', []))(z as Node<readonly []>);
}

/** No feature comes twice in a record. */
const unique: typeof sparse = {
  ...sparse,
  index: {
    data: Int32Array.from({ length: ROWS * NON_ZEROS }, (_, i) => (8 * (i % NON_ZEROS) + ((i * i) % 8)) % WEIGHTS),
    shape: [NON_ZEROS],
  },
};

function sparseLoss(unique = false): Node<readonly []> {
  const w = parameter(new Float32Array(WEIGHTS), { name: 'w' });
  const at = input('index', [NON_ZEROS], { dtype: 'int32', unique });
  const z = sum(mul(gather(w, at), input('value', [NON_ZEROS])));
  return sigmoidCrossEntropy(input('label', []))(z as Node as Node<readonly []>);
}

interface Run {
  readonly told: readonly BatchRecord[];
  readonly registers: Readonly<Record<string, Tensor>>;
}

async function run(
  table: typeof dense | typeof sparse,
  loss: Node<readonly []>,
  optimizer: Transform,
  watched?: Counted,
  size = 16,
): Promise<Run> {
  const learn = trainRows(loss, optimizer, { runner: watched?.runner });
  const told = await lastValueFrom(fromColumns(table).pipe(batch(size), epochs(2), learn, toArray()));
  return { told, registers: snapshot({ learn }).parts['learn']!.tensors };
}

/** Sums of seven terms and two functions, twelve dozen times over. */
const UNITS = 2000;

function expectSame(found: Run, wanted: Run, units: number): void {
  const names = Object.keys(wanted.registers);
  expect(Object.keys(found.registers)).toEqual(names);
  expectAgreement(
    names.map(name => found.registers[name]!),
    names.map(name => wanted.registers[name]!),
    units,
    'register',
  );
  expect(found.told.map(({ step }) => step)).toEqual(wanted.told.map(({ step }) => step));
  found.told.forEach(({ losses }, i) =>
    losses.forEach((loss, row) =>
      expect(Math.abs(loss - wanted.told[i]!.losses[row]!)).toBeLessThanOrEqual(units * 2 ** -23),
    ),
  );
}

const optimizers: readonly (readonly [string, () => Transform])[] = [
  ['sgd', () => sgd()],
  ['momentum', () => momentum({ learningRate: 0.05 })],
  ['adam', () => adam({ learningRate: 0.05 })],
  ['adagrad', () => adagrad({ learningRate: 0.1 })],
  ['ftrl', () => ftrl()],
  ['average', () => average(sgd())],
  ['accumulated sgd', () => pipe(accumulate(3), sgd())],
  ['sgd that skips', () => pipe(skipNonFinite(), sgd())],
];

const models = {
  dense: [dense, denseLoss],
  sparse: [sparse, () => sparseLoss()],
  'sparse, with unique indices': [unique, () => sparseLoss(true)],
} as const;

describe.each(Object.entries(models))('batches row by row of a %s model', (_, [table, lossOf]) => {
  it.each(optimizers)('go the way of the interpreter with %s, a batch in one call', async (name, optimizer) => {
    const watched = counted();
    const compiled = await run(table, lossOf(), optimizer(), watched);
    expectSame(compiled, await run(table, lossOf(), optimizer()), UNITS);
    expect(watched).toMatchObject({ compiled: 2 * ROWS, interpreted: 0 });
    // The first pass of all, and no other, is taken by itself; unless something in a pass has no code.
    expect(watched.passes).toBe(name === 'sgd that skips' ? 2 * ROWS : 1);
  });

  it('give the same bits whatever their size', async () => {
    const [one, many] = [1, 60].map(size => run(table, lossOf(), adam({ learningRate: 0.05 }), counted(), size));
    expectAgreement(Object.values((await one!).registers), Object.values((await many!).registers), 0, 'register');
  });

  it('give the same bits watched', async () => {
    const loss = lossOf();
    const seen: number[] = [];
    const learn = trainRows(loss, adam({ learningRate: 0.05 }), { runner: counted().runner });
    const subscription = loss.subscribe(value => seen.push(value.item()));
    const told = await lastValueFrom(fromColumns(table).pipe(batch(16), epochs(2), learn, toArray()));
    subscription.unsubscribe();
    const wanted = await run(table, lossOf(), adam({ learningRate: 0.05 }), counted());
    expect(seen).toEqual(wanted.told.flatMap(({ losses }) => [...losses]));
    expect(told).toEqual(wanted.told);
  });
});

it('unique indices give the bits of indices of which nothing is promised', async () => {
  for (const [name, optimizer] of optimizers) {
    const [promised, summed] = [true, false].map(one => run(unique, sparseLoss(one), optimizer(), counted()));
    const [a, b] = [(await promised!).registers, (await summed!).registers];
    expect(Object.keys(a), name).toEqual(Object.keys(b));
    expectAgreement(Object.values(a), Object.values(b), 0, name);
  }
});

it('columns that were loaded give the same bits, and parts of them do', async () => {
  const learned = async (load: boolean): Promise<Readonly<Record<string, Tensor>>> => {
    const runner = wasm();
    const columns = { x: tensor(dense.x.data, { shape: [ROWS, FEATURES] }), label: dense.label };
    if (load) expect(runner.load(columns)).toBe(columns);
    const parts = [0, 1, 2].map(n => ({
      x: dense.x.data.subarray(20 * n * FEATURES, 20 * (n + 1) * FEATURES),
      label: dense.label.subarray(20 * n, 20 * (n + 1)),
    }));
    const learn = trainRows(denseLoss(), sgd(), { runner });
    await lastValueFrom(of(columns, ...parts, columns).pipe(learn));
    return snapshot({ learn }).parts['learn']!.tensors;
  };
  const [a, b] = [await learned(true), await learned(false)];
  expectAgreement(Object.values(a), Object.values(b), 0, 'register');
});

it('a row that fails ends a batch after the rows before it, as it does interpreted', async () => {
  const index = { data: Int32Array.from([0, 1, 2, 3, WEIGHTS, 5]), shape: [6, 1] };
  const outcome = async (watched?: Counted): Promise<unknown[]> => {
    const w = parameter(new Float32Array(WEIGHTS).fill(1), { name: 'w' });
    const at = input('at', [1], 'int32');
    const loss = sum(mul(gather(w, at as Node), gather(w, at as Node))) as Node as Node<readonly []>;
    const learn = trainRows(loss, adagrad({ learningRate: 0.5 }), { runner: watched?.runner });
    const batches = [{ at: Int32Array.of(7, 7) }, { at: index.data }];
    const error = await lastValueFrom(of(...batches).pipe(learn)).catch(String);
    const { tensors } = snapshot({ learn }).parts['learn']!;
    return [error, ...Object.values(tensors).map(tensor => tensor.toArray())];
  };
  const watched = counted();
  const compiled = await outcome(watched);
  expect(compiled).toEqual(await outcome());
  expect(compiled[0]).toContain(`gather: indices must be from 0 to ${WEIGHTS - 1}, got ${WEIGHTS}`);
  expect(watched).toMatchObject({ compiled: 6, interpreted: 1 });
});
