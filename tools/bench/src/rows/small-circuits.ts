import {
  add,
  feed,
  gather,
  gradient,
  input,
  mean,
  mul,
  parameter,
  sigmoid,
  square,
  sub,
  sum,
  type Node,
} from '@thalweg/graph';
import { adagrad, adam, sgd, type Transform } from '@thalweg/optim';
import { key, randomInteger } from '@thalweg/tensor';
import { predict, predictor, step } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { BehaviorSubject, combineLatest, map, of } from 'rxjs';
import { microsecondsOf } from '../timing/microseconds-of.ts';
import { objectLoop } from './object-loop.ts';
import type { RatioRow, Sides } from './ratio-row.ts';
import { bySize, repeated, summed } from './turns.ts';

/** The lecture’s circuit f = (x + y)·z: two inputs set in one pass, f and its gradients subscribed. */
export const circuitPass: RatioRow = {
  name: 'steps: a pass of f = (x + y)·z, interpreted, f and three gradients subscribed',
  ours: 'feed',
  reference: 'Subjects of RxJS, combined',
  // A microsecond, where those of RxJS take 0.25.
  bar: 4,
  turns: 15,
  prepare(size): Sides {
    const [x, y, z] = [parameter(-2), parameter(5), parameter(-4)];
    const f = mul(add(x, y), z);
    let [seen, heard] = [0, 0];
    for (const wire of [f, gradient(f, x), gradient(f, y), gradient(f, z)])
      wire.subscribe(value => (seen += value.item()));
    let [at, place] = [0, 0];
    const pushed = combinedCircuit(value => (heard += value));
    return {
      ours: repeated(() => feed([x, at++ % 100], [z, 2]), size),
      reference: repeated(() => pushed(place++ % 100, 2), size),
      close: () => {
        if (Number.isNaN(seen + heard)) throw new Error('the circuit: its values must be numbers, got NaN.');
      },
    };
  },
};

/** Returns a function that sets x and z of the same circuit and gradients, wired by hand; RxJS computes them for each of both. */
function combinedCircuit(told: (value: number) => void): (x: number, z: number) => void {
  const [x$, y$, z$] = [new BehaviorSubject(-2), new BehaviorSubject(5), new BehaviorSubject(-4)];
  const sum$ = combineLatest([x$, y$]).pipe(map(([x, y]) => x + y));
  const f$ = combineLatest([sum$, z$]).pipe(map(([sum, z]) => sum * z));
  for (const wire$ of [f$, z$, z$, sum$]) wire$.subscribe(told);
  return (x, z) => {
    x$.next(x);
    z$.next(z);
  };
}

type Layout = 'chain' | 'fan';

/** Many subscribers of one circuit come and go in a time that grows with their number alone. */
export const taps: readonly RatioRow[] = (['chain', 'fan'] as const).flatMap(layout => [
  {
    name: `taps: 8,000 subscribers of a ${layout} come and go`,
    ours: '8,000 wires',
    reference: '2,000 wires, four times',
    // Twice what is linear, and half of what would be quadratic.
    bar: 2,
    turns: 9,
    prepare: size => ({
      ours: () => microsecondsFor(bySize(size, 8000, 400), layout),
      reference: () => summed(4, () => microsecondsFor(bySize(size, 2000, 100), layout)),
    }),
  },
  {
    name: `taps: 2,000 subscribers of a ${layout} come and go`,
    ours: '2,000 wires',
    reference: '200,000 objects made and found',
    // 0.2 seconds, where the objects take 28 ms.
    bar: 7,
    turns: 9,
    prepare: size => ({ ours: () => microsecondsFor(bySize(size, 2000, 100), layout), reference: objectLoop }),
  },
]);

/** Returns the microseconds that it takes to subscribe to wires of one circuit and leave them; each is one node higher, or none is. */
function microsecondsFor(count: number, layout: Layout): number {
  const x = parameter(1);
  const wires: Node[] = [x as Node];
  while (wires.length < count) wires.push(add(layout === 'chain' ? wires.at(-1)! : (x as Node), 1) as Node);
  const began = performance.now();
  const subscriptions = wires.map(wire => wire.subscribe());
  for (const subscription of subscriptions) subscription.unsubscribe();
  return 1000 * (performance.now() - began);
}

const FEATURES = 20;
const RECORDS = 256;

/** Predictions of a server: one record, an array of numbers, at a time. */
export const predictions: readonly RatioRow[] = [
  ['predictor', undefined, 0.2],
  ['predictor, compiled', wasm, 0.1],
].map(([ours, runner, bar]) => prediction(ours as string, runner as typeof wasm | undefined, bar as number));

function prediction(ours: string, runner: typeof wasm | undefined, bar: number): RatioRow {
  return {
    name: `steps: prediction of one record of ${FEATURES} numbers, logistic regression: ${ours}`,
    ours,
    reference: 'predict, a stream for each record',
    bar,
    turns: 15,
    prepare(size) {
      const w = parameter(Float32Array.from({ length: FEATURES }, (_, i) => Math.sin(i)));
      const score = sigmoid(add(sum(mul(input('x', [FEATURES]), w)), parameter(0.1))) as Node<readonly []>;
      const records = Array.from({ length: RECORDS }, (_, i) => ({
        x: Array.from({ length: FEATURES }, (_, k) => Math.sin(i * k)),
      }));
      let at = 0;
      const next = (): object => records[at++ % RECORDS]!;
      const own = predictor(score, { runner: runner?.() });
      return {
        ours: repeated(() => own(next()), size),
        reference: repeated(() => of(next()).pipe(predict(score)).subscribe(), size),
      };
    },
  };
}

const TOKENS = 60;
const BATCHES = 10;
/** The tables have 2¹², 2¹⁶ and 2²⁰ rows. */
const SIZES = [12, 16, 20];
const draws = key(11);

/** Steps on a table of hashed weights, which take the same time whatever the number of its rows. */
export const sparseSteps: readonly RatioRow[] = [
  sparseStep('sgd', 1, () => sgd()),
  sparseStep('adagrad', 2, () => adagrad()),
  sparseStep('adam', 3, () => adam()),
];

/**
 * Rows of a large table lie on pages of their own, which a small cache of pages does not hold. That is not our work, so each
 * size also reads as many numbers of tables of the other sizes. The least time of each size counts.
 */
function sparseStep(name: string, tables: number, make: () => Transform): RatioRow {
  const learning = (bits: number): (() => void) => {
    const works = [learner(bits, make()), ...SIZES.filter(other => other !== bits).map(other => reader(other, tables))];
    return () => {
      for (const work of works) work();
    };
  };
  return {
    name: `steps: ${name} on tables of 2¹², 2¹⁶ and 2²⁰ hashed weights, interpreted`,
    ours: 'the table with the longest step',
    reference: 'the one with the shortest',
    bar: 1.2,
    turns: 15,
    prepare: size => {
      const runs = SIZES.map(learning);
      const least = runs.map(() => Infinity);
      return {
        ours: () => {
          runs.forEach((run, i) => (least[i] = Math.min(least[i]!, microsecondsOf({ run }, bySize(size, 120, 2)))));
          return Math.max(...least);
        },
        reference: () => Math.min(...least),
      };
    },
  };
}

/** Tokens of a text by Zipf’s law: the k-th most frequent one comes k times less often. Hashed into a table. */
function textsFor(bits: number): Int32Array[] {
  const scale = Math.log(50_000);
  return Array.from({ length: BATCHES }, (_, b) =>
    Int32Array.from({ length: TOKENS }, (_, i) => {
      const rank = Math.floor(Math.exp((randomInteger(draws, b * TOKENS + i, 2 ** 30) / 2 ** 30) * scale));
      return Math.imul(rank, 0x9e3779b1) >>> (32 - bits);
    }),
  );
}

/** Returns a function that takes steps of logistic-like regression on a table of so many hashed weights. */
function learner(bits: number, optimizer: Transform): () => void {
  const weights = parameter(new Float32Array(2 ** bits), { name: 'weights' });
  const tokens = input('tokens', ['tokens'], 'int32');
  const loss = mean(square(sub(sum(gather(weights as Node, tokens as Node)), 1))) as Node<readonly []>;
  const learn = step(loss, optimizer, { whenNotFinite: 'continue' });
  const texts = textsFor(bits);
  return () => {
    for (const tokens of texts) learn({ tokens });
  };
}

/** Returns a function that reads these rows of so many tables one after another, each when the one before has arrived. */
function reader(bits: number, count: number): () => void {
  const tables = Array.from({ length: count }, () => new Int32Array(2 ** bits));
  const texts = textsFor(bits);
  let read = 0;
  return () => {
    for (const tokens of texts) for (const token of tokens) for (const table of tables) read = table[token + read]!;
  };
}
