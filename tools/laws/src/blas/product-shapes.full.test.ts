/** @module-tag blas */
import { constant, matmul, type Node, type Runner } from '@thalweg/graph';
import { tensor, type Sizes, type Tensor } from '@thalweg/tensor';
import { wasm, type ExplainedPlan, type Products } from '@thalweg/wasm';
import { ALL_FAMILIES, LinearMemory, runnerIn } from '@thalweg/wasm/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { counted } from '../compiled/counted.ts';
import { passOnce } from '../compiled/runs.ts';
import { everyProduct } from './library.ts';

type Order = { readonly transposeA?: boolean; readonly transposeB?: boolean };

let products: Products;
beforeAll(() => void (products = everyProduct()));
const sizes = [1, 2, 3, 4, 5, 7, 8, 9, 10, 16, 17, 33];
const larger: readonly (readonly [m: number, n: number, k: number])[] = [
  [32, 128, 784],
  [784, 128, 32],
  [32, 784, 128],
  [128, 10, 128],
  [33, 10, 1500],
  [1, 65, 1500],
  [12, 9, 2049],
  [301, 12, 1030],
  [2000, 3, 130],
  [403, 1, 131],
];
const orders: readonly (readonly [string, Order])[] = [
  ['A·B', {}],
  ['A·Bᵀ', { transposeB: true }],
  ['Aᵀ·B', { transposeA: true }],
  ['Aᵀ·Bᵀ', { transposeA: true, transposeB: true }],
];

/** Numbers from -1 to 1, the same each time. */
function numbers(shape: Sizes, seed: number, dtype: 'float32' | 'float64' = 'float32'): Tensor {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  return tensor(Array.from({ length: shape.reduce((a, b) => a * b, 1) }, next), { shape, dtype });
}

function factors(m: number, n: number, k: number, { transposeA, transposeB }: Order, dtype?: 'float32' | 'float64') {
  return [
    numbers(transposeA ? [k, m] : [m, k], m + 1, dtype),
    numbers(transposeB ? [n, k] : [k, n], n + 7, dtype),
  ] as const;
}

const product = (a: Tensor, b: Tensor, order: Order): Node =>
  matmul(constant(a) as never, constant(b) as never, order) as Node;

/** The values of nodes, all of whose products the library has computed. */
function byLibrary(outputs: readonly Node[], given?: Runner): readonly Tensor[] {
  const plans: ExplainedPlan[] = [];
  const watched = counted(given ?? wasm({ products, onPlan: plan => plans.push(plan) }));
  const found = passOnce({ outputs, runner: watched.runner });
  expect(watched.interpreted).toBe(0);
  const units = plans.flatMap(plan => plan.units).filter(({ what }) => what.startsWith('product'));
  expect(units.filter(({ by }) => by !== 'library')).toEqual([]);
  return found;
}

/** How far results lie from others, relative to the sizes of the numbers that were added. */
function distance(found: Tensor, wanted: Tensor, k: number): number {
  const size = Math.sqrt(k);
  return Math.max(0, ...Array.from(found.data, (value, i) => Math.abs(value - wanted.data[i]!) / size));
}

describe.each(orders)('products by the library of the system, %s', (_, order) => {
  it('are within 1e-5 of compiled ones for all small sizes', () => {
    for (const m of sizes) {
      const shapes = sizes.flatMap((n, i) => sizes.filter((_k, j) => (i + j + m) % 3 === 0 || n < 6).map(k => [n, k]));
      const outputs = shapes.map(([n, k]) => product(...factors(m, n!, k!, order), order));
      const wanted = passOnce({ outputs, runner: wasm() });
      const found = passOnce({ outputs, runner: wasm({ products }) });
      shapes.forEach(([n, k], i) =>
        expect(distance(found[i]!, wanted[i]!, k!), `${m}×${k}×${n}`).toBeLessThanOrEqual(1e-5),
      );
    }
  });

  it.each(larger)('are within 1e-5 of compiled ones for m, n, k = %i, %i, %i', (m, n, k) => {
    const outputs = [product(...factors(m, n, k, order), order)];
    const [wanted] = passOnce({ outputs, runner: wasm() });
    expect(distance(byLibrary(outputs)[0]!, wanted!, k)).toBeLessThanOrEqual(1e-5);
  });

  it('are within 1e-13 of interpreted ones in float64', () => {
    for (const [m, n, k] of [...larger.slice(0, 5), [3, 4, 5] as const]) {
      const outputs = [product(...factors(m, n, k, order, 'float64'), order)];
      expect(distance(byLibrary(outputs)[0]!, passOnce({ outputs })[0]!, k)).toBeLessThanOrEqual(1e-13);
    }
  });

  it('let NaN and ∞ reach the elements that they belong to, and no others', () => {
    for (const [m, n, k] of [
      [3, 9, 8],
      [9, 7, 3],
      [33, 17, 40],
      [64, 64, 64],
      [1, 20, 30],
      [20, 1, 30],
    ] as const) {
      const [a, b] = factors(m, n, k, order);
      const [left, right] = [a, b].map(({ data }) => Float32Array.from(data));
      left![order.transposeA ? 0 : (m - 1) * k] = NaN;
      right![order.transposeB ? k - 1 : (k - 1) * n] = Infinity;
      const outputs = [product(tensor(left!, { shape: a.shape }), tensor(right!, { shape: b.shape }), order)];
      const [wanted] = passOnce({ outputs });
      const [found] = byLibrary(outputs);
      const kinds = ({ data }: Tensor): unknown[] => Array.from(data, x => (Number.isFinite(x) ? 'finite' : x));
      expect(kinds(found!)).toEqual(kinds(wanted!));
    }
  });
});

describe('products by the library of the system', () => {
  it('read and write matrices above 2 GiB', () => {
    const memory = new LinearMemory();
    for (let size = 2 ** 30; size >= 2 ** 12; size /= 2) memory.reserve(size - 16);
    const outputs = [product(...factors(40, 30, 20, {}), {})];
    const [wanted] = passOnce({ outputs, runner: wasm({ products }) });
    expect(byLibrary(outputs, runnerIn(memory, { families: ALL_FAMILIES, products }))[0]!.data).toEqual(wanted!.data);
  });

  it('go on in a memory that has grown between two passes', () => {
    const runner = wasm({ products });
    const small = () => passOnce({ outputs: [product(...factors(40, 30, 20, {}), {})], runner })[0]!.data;
    const before = small();
    const [x, w] = [numbers([100_000, 8], 1), numbers([8, 40], 2)];
    passOnce({ outputs: [product(x, w, {})], runner });
    expect(small()).toEqual(before);
  });
});
