import { setTimeout as delay } from 'node:timers/promises';
import {
  add,
  becomes,
  input,
  matmul,
  mean,
  mul,
  openFrame,
  parameter,
  read,
  relu,
  reshape,
  square,
  state,
  sub,
  transpose,
  type Node,
  type Runner,
} from '@thalweg/graph';
import { sgd } from '@thalweg/optim';
import { tensor, type Tensor } from '@thalweg/tensor';
import { predict, step, trainRows, type BatchRecord } from '@thalweg/train';
import { explain } from '@thalweg/wasm';
import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { expectAgreement } from './twins.ts';
import { counted } from './counted.ts';
import { threaded } from './threaded.ts';
import { pass } from './runs.ts';

type Scalar = Node<readonly []>;
type Settable = Node & { set(value: Tensor): void };

const matrix = (m: number, n: number, seed: number): Tensor =>
  tensor(
    Float32Array.from({ length: m * n }, (_, i) => ((i * 7 + seed * 5) % 13) / 6 - 1),
    { shape: [m, n] },
  );

/** Two layers that meet the second weights from both sides, so that these are packed in both orders. */
function network() {
  const [v, w] = [parameter(matrix(9, 12, 1)), parameter(matrix(12, 12, 2))] as Node[] as Settable[];
  const hidden = relu(matmul(input('x', ['n', 9]) as Node, v!)) as Node;
  const out = add(matmul(hidden, w!), matmul(hidden, transpose(w!) as Node)) as Node;
  return { v: v!, w: w!, out, loss: mean(square(sub(out, 0.5))) as Scalar };
}

/** Compiled and interpreted. */
const both = <T>(run: (option: Partial<Pick<ReturnType<typeof counted>, 'runner'>>) => T): readonly [T, T] => [
  run({ runner: counted().runner }),
  run({}),
];

const SIZES = [4, 5, 17, 3, 64, 1, 16, 4, 130, 6];

describe('a right factor that no step writes', () => {
  it('is packed ahead, where several rows are multiplied by it', () => {
    const { out } = network();
    const packed = (rows: number) =>
      explain([out], { x: matrix(rows, 9, 1) }).units.filter(({ what }) => what.includes('packed ahead'));
    expect(packed(17)).toHaveLength(3);
    expect(packed(1)).toHaveLength(0);
  });

  it.each([
    ['one thread', () => counted().runner],
    ['two threads', () => counted(threaded(2).runner).runner],
  ])('is that which was set last, for any number of rows, by %s', async (_, open) => {
    const run = async (option: { readonly runner?: Runner }): Promise<Tensor[]> => {
      const { v, w, out } = network();
      const log: Tensor[] = [];
      const records = new Subject<object>();
      records.pipe(predict(out, option)).subscribe(value => log.push(value as Tensor));
      for (const [t, rows] of SIZES.entries()) {
        records.next({ x: matrix(rows, 9, t) });
        if (t % 3 === 1) w.set(matrix(12, 12, t));
        if (t % 4 === 2) v.set(matrix(9, 12, t));
        records.next({ x: matrix(rows, 9, t + 1) });
        // Threads come when there is time.
        if (t === 1) await delay(200);
      }
      records.complete();
      return log;
    };
    const [compiled, interpreted] = [await run({ runner: open() }), await run({})];
    expect(compiled).toHaveLength(2 * SIZES.length);
    expectAgreement(compiled, interpreted, 512);
  });

  it('may be read under two shapes', () => {
    const logs = both(option => {
      const w = parameter(tensor(matrix(8, 12, 3).data, { shape: [96] }));
      const [x, y] = [input('x', [8, 8]) as Node, input('y', [8, 12]) as Node];
      const outputs = [matmul(x, reshape(w as Node, [8, 12]) as Node), matmul(y, reshape(w as Node, [12, 8]) as Node)];
      const frame = openFrame({ outputs: outputs as Node[], ...option });
      return pass(frame, [x as never, matrix(8, 8, 1)], [y as never, matrix(8, 12, 2)]);
    });
    expectAgreement(logs[0], logs[1], 512);
  });

  it('is shared by many products whose rows do not continue each other', async () => {
    const w = parameter(matrix(9, 12, 4)) as Node;
    const x = input('x', ['n', 6, 9]) as Node;
    const out = matmul(transpose(x, [1, 0, 2]) as Node, w) as Node;
    const given = (rows: number): Tensor => tensor(matrix(6 * rows, 9, rows).data, { shape: [rows, 6, 9] });
    const what = explain([out], { x: given(8) }).units.map(unit => unit.what);
    expect(what).toEqual(['product 8×9×12, 6 times, packed ahead']);
    const runners = [{}, { runner: counted().runner }, { runner: threaded(3).runner }];
    const [interpreted, ...compiled] = runners.map(option => openFrame({ outputs: [out], ...option }));
    for (const rows of [...SIZES, 64, 64]) {
      const wanted = pass(interpreted!, [x as never, given(rows)]);
      const found = compiled.map(frame => pass(frame, [x as never, given(rows)]));
      expectAgreement(found[0]!, wanted, 512);
      expectAgreement(found[1]!, found[0]!, 0);
      await delay(5);
    }
    for (const frame of compiled) frame.close();
  });

  it('may have another size each time', () => {
    const logs = both(option => {
      const [x, w] = [input('x', ['n', 'k']), input('w', ['k', 'm']) as Node as Settable];
      const frame = openFrame({ outputs: [matmul(x as Node, w) as Node], ...option });
      const log: Tensor[] = [];
      for (const [k, m, rows] of [[8, 8, 4], [40, 50, 4], [9, 8, 7], [50, 40, 16], [8, 8, 4]] as const) {
        w.set(matrix(k, m, k));
        for (const seed of [1, 2]) log.push(...pass(frame, [x, matrix(rows, k, seed)]));
      }
      return log;
    });
    expect(logs[0]).toHaveLength(10);
    expectAgreement(logs[0], logs[1], 512);
  }); // prettier-ignore

  it('is what a training has made of it since', () => {
    const logs = both(option => {
      const { v, w, out, loss } = network();
      const log: Tensor[] = [];
      const records = new Subject<object>();
      records.pipe(predict(out, option)).subscribe(value => log.push(value as Tensor));
      const learn = step(loss, sgd({ learningRate: 0.01 }), option);
      SIZES.forEach((rows, t) => {
        learn({ x: matrix(8, 9, t) });
        records.next({ x: matrix(rows, 9, t) });
        if (t % 2 === 0) learn({ x: matrix(rows, 9, t) });
        records.next({ x: matrix(rows, 9, t + 1) });
      });
      return [...log, read(v), read(w)];
    });
    expectAgreement(logs[0], logs[1], 1024);
  });

  it('may be another between two blocks whose rows another weight learns from', () => {
    const logs = both(option => {
      const frozen = state(matrix(9, 8, 1)) as Node as Settable;
      const scale = parameter(1) as Node as Scalar;
      const out = mul(matmul(input('x', [5, 9]) as Node, frozen), scale) as Node;
      const log: number[] = [];
      const blocks = new Subject<object>();
      blocks
        .pipe(trainRows(mean(square(sub(out, 0.5))) as Scalar, sgd(), option))
        .subscribe(({ losses }: BatchRecord) => log.push(...losses));
      const rules = [becomes(frozen as never, mul(frozen, 0.9) as never) as Node];
      const fades = openFrame({ outputs: [], rules, training: true, steps: true, ...option });
      for (let t = 0; t < 12; t++) {
        if (t % 4 === 1) frozen.set(matrix(9, 8, t));
        if (t % 4 > 1) pass(fades);
        blocks.next({ x: tensor(matrix(20, 9, t).data.slice(), { shape: [4, 5, 9] }) });
      }
      return [tensor(log), read(scale), read(frozen)];
    });
    expect(logs[0][0]!.data).toHaveLength(48);
    expectAgreement(logs[0] as Tensor[], logs[1] as Tensor[], 1024);
  });
});
