import { setTimeout as pause } from 'node:timers/promises';
import { add, gradient, input, matmul, mul, openFrame, parameter, square, sum, tanh, transpose, type Node, type Runner } from '@thalweg/graph'; // prettier-ignore
import type { Sizes, Tensor } from '@thalweg/tensor';
import { explain, wasm, type ExplainedPlan } from '@thalweg/wasm';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { expectAgreement } from './twins.ts';
import { counted } from './counted.ts';
import { noteModules } from './note-modules.ts';
import { small } from './random-circuit.ts';
import { pass, type Pair } from './runs.ts';
import { threaded } from './threaded.ts';

type Scalar = Node<readonly []>;

/** The shapes of two factors, and how they are read. */
interface Factors {
  readonly a: Sizes;
  readonly b: Sizes;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  /** The order in which the axes of the first are stored. */
  readonly stored?: readonly number[];
}

/** So few units that numbers must be equal; a zero may have either sign. */
const EQUAL = 2 ** -20;

const products: readonly Factors[] = [
  { a: [6, 5, 7], b: [6, 7, 3] },
  { a: [6, 7, 5], b: [6, 3, 7], transposeA: true, transposeB: true },
  { a: [2, 3, 9, 8], b: [2, 3, 8, 17] },
  { a: [2, 3, 9, 8], b: [2, 3, 17, 8], transposeB: true },
  { a: [4, 1, 5, 6], b: [1, 3, 6, 4] },
  { a: [1, 3, 5, 6], b: [4, 1, 6, 4] },
  { a: [5, 6], b: [4, 6, 3] },
  { a: [4, 3, 5, 6], b: [6, 4] },
  { a: [2, 40, 30], b: [2, 30, 20] },
  { a: [2, 7, 3, 8], b: [2, 3, 8, 5], stored: [0, 2, 1, 3] },
  { a: [2, 5, 6, 3], b: [2, 3, 6, 5], stored: [0, 3, 1, 2] },
  { a: [3, 1, 9], b: [3, 9, 33] },
  { a: [3, 9, 1], b: [3, 1, 4] },
  { a: [3, 4, 9], b: [3, 9, 1] },
  { a: [0, 4, 3], b: [0, 3, 2] },
  { a: [2, 0, 3], b: [2, 3, 2] },
  { a: [2, 4, 0], b: [2, 0, 2] },
  { a: [1, 1, 4, 5], b: [1, 5, 3] },
];

/** A product, its gradients by both factors, and the gradients of a gradient. */
function derivatives({ a, b, stored, ...options }: Factors): readonly Node[] {
  const [x, y] = [parameter(small(a, 1, true), { name: 'a' }), parameter(small(b, 2, true), { name: 'b' })] as Node[];
  const left = stored === undefined ? x! : (transpose(x!, stored) as Node);
  const product = matmul(left as never, y as never, options) as Node;
  // The square makes both factors appear in all gradients.
  const loss = sum(square(product)) as Scalar;
  const [dx, dy] = [gradient(loss, x!), gradient(loss, y!)] as [Node, Node];
  const second = [gradient(sum(dx) as Scalar, x!), gradient(sum(dx) as Scalar, y!), gradient(sum(dy) as Scalar, x!)];
  return [product, dx, dy, gradient(sum(product) as Scalar, x!), ...second] as Node[];
}

function valuesOf(outputs: readonly Node[], runner?: Runner): readonly Tensor[] {
  const frame = openFrame({ outputs, runner });
  const found = pass(frame);
  frame.close();
  return found;
}

const name = ({ a, b, transposeA, transposeB, stored }: Factors): string =>
  `[${a.join()}]${transposeA ? 'ᵀ' : ''}${stored ? ` by ${stored.join()}` : ''}·[${b.join()}]${transposeB ? 'ᵀ' : ''}`;

describe('products of many matrices, compiled', () => {
  it.each(products.map(factors => [name(factors), factors] as const))('have exact gradients of both orders: %s', (_, factors) => {
    const outputs = derivatives(factors);
    const plans: ExplainedPlan[] = [];
    const watched = counted(wasm({ onPlan: plan => plans.push(plan) }));
    // Small whole numbers: no product or sum is rounded, in any order.
    expectAgreement(valuesOf(outputs, watched.runner), valuesOf(outputs), EQUAL);
    expect(watched).toMatchObject({ compiled: 1, interpreted: 0 });
    expect(plans.flatMap(({ units }) => units).filter(({ by }) => by === 'interpreter')).toEqual([]);
  }); // prettier-ignore

  it.each([2, 3, 5])('have the same bits with %i threads as with one', async threads => {
    const many = [...products, { a: [2, 130, 40], b: [2, 40, 24] }, { a: [2, 40, 130], b: [2, 24, 40], transposeA: true, transposeB: true },
      { a: [130, 40], b: [40, 24] },
      { a: [40, 130], b: [24, 40], transposeA: true, transposeB: true },
    ];
    const outputs = many.flatMap(({ a, b, stored, ...options }) => {
      const [x, y] = [parameter(small(a, 1, false)), parameter(small(b, 2, false))] as Node[];
      const left = tanh(stored === undefined ? x! : (transpose(x!, stored) as Node));
      const product = matmul(left as never, tanh(y!) as never, options) as Node;
      const loss = sum(square(product)) as Scalar;
      // The gradient of a plain sum is one number, repeated: it is copied before products read it.
      const even = sum(product) as Scalar;
      return [product, ...[loss, even].flatMap(one => [gradient(one, x!), gradient(one, y!)])] as Node[];
    });
    const wanted = valuesOf(outputs, wasm());
    const { runner } = threaded(threads);
    const frame = openFrame({ outputs, runner });
    for (let time = 0; time < 3; time++) {
      expectAgreement(pass(frame), wanted, 0);
      await pause(20);
    }
    frame.close();
  }); // prettier-ignore

  it('have the same bits where the rows of a last chunk are packed at once, and those of others in two parts', async () => {
    const [a, b] = [input('a', [540, 1024]) as Node, input('b', [1024, 8]) as Node];
    const given: readonly Pair[] = [[a, small([540, 1024], 1, false)], [b, small([1024, 8], 2, false)]] as never;
    const outputs = [matmul(a as never, b as never) as Node];
    const alone = openFrame({ outputs, runner: wasm() });
    const frame = openFrame({ outputs, runner: threaded(2).runner });
    const wanted = pass(alone, ...given);
    for (let time = 0; time < 30; time++) {
      expectAgreement(pass(frame, ...given), wanted, 0);
      await pause(1);
    }
    for (const one of [alone, frame]) one.close();
  }); // prettier-ignore
});

/** The products of attention, over a batch of any size: scores of queries and keys, and what they weigh. */
function attention() {
  const [heads, steps, width] = [2, 5, 4];
  const x = input('x', ['batch', steps, heads * width]) as Node;
  const split = input('split', ['batch', steps, heads, width]) as Node;
  const w = parameter(small([heads * width, 6], 3, true), { name: 'w' }) as Node;
  const lead = parameter(small([heads, width, 3], 4, true), { name: 'lead' }) as Node;
  const q = transpose(split, [0, 2, 1, 3]) as Node;
  const scores = matmul(q as never, q as never, { transposeB: true } as never) as Node;
  const values = matmul(scores as never, q as never) as Node;
  const projected = matmul(values as never, lead as never) as Node;
  const loss = add(sum(mul(0.5, projected)), sum(matmul(x as never, w as never))) as Scalar;
  const outputs = [scores, values, projected, gradient(loss, w), gradient(loss, lead)] as Node[];
  const feeds = (batch: number): readonly Pair[] =>
    [
      [x, small([batch, steps, heads * width], batch, true)],
      [split, small([batch, steps, heads, width], batch + 1, true)],
    ] as never;
  return { outputs, fixed: [loss, ...outputs.slice(3)] as readonly Node[], feeds };
}

describe('products over a batch of any size', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('have the values of the interpreter for every size, one after another, and the heads of attention are not copied', () => {
    const { outputs, feeds } = attention();
    const watched = counted();
    const [compiled, interpreted] = [openFrame({ outputs, runner: watched.runner }), openFrame({ outputs })];
    const sizes = [3, 4, 2, 1, 7, 0, 3, 1, 5];
    for (const batch of sizes)
      expectAgreement(pass(compiled, ...feeds(batch)), pass(interpreted, ...feeds(batch)), EQUAL);
    expect(watched).toMatchObject({ compiled: sizes.length, interpreted: 0 });
    const given = feeds(3).map(([, value]) => value);
    const units = explain(outputs.slice(0, 3), { x: given[0]!, split: given[1]! }).units.map(({ what }) => what);
    expect(units).toEqual(['product 5×4×5, 6 times', 'product 5×5×4, 6 times', 'product 5×4×3, 6 times']);
  });

  it('need no module for a further size', () => {
    const { fixed, feeds } = attention();
    const noted = noteModules();
    const frame = openFrame({ outputs: fixed, runner: wasm() });
    for (const batch of [3, 4, 5, 6]) pass(frame, ...feeds(batch));
    const before = noted.count;
    for (let batch = 7; batch < 30; batch++) pass(frame, ...feeds(batch));
    expect(before).toBeGreaterThan(0);
    expect(noted.count).toBe(before);
  });
});
