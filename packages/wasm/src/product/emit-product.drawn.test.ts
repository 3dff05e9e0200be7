import { takenRows } from '@thalweg/drawn';
import { describe, expect, it } from 'vitest';
import type { Arithmetic } from '../assembler/wasm-func.ts';
import { WasmModule } from '../assembler/wasm-module.ts';
import { Kernels } from '../assembler/kernels.ts';
import type { ProductShape } from '../lowering/product-shape.ts';
import { relaxed } from '../relaxed.ts';
import { allowRelaxed } from '../testing/allow-relaxed.ts';
import { instantiate, memoryOf, sharedMemory } from '../testing/lanes.ts';
import { packedBytes } from './cut.ts';
import { emitProduct, scratchBytes } from './emit-product.ts';
import { packPanels } from './packing.ts';

type Product = (a: number, b: number, c: number, scratch: number) => void;
type Order = Pick<ProductShape, 'transposeA' | 'transposeB' | 'fused'>;

const SLACK = 16;
const GUARD = 64;
const NAN_BYTE = 0xff;

const sizes = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 16, 17, 33];
const orders: readonly (Order & { readonly name: string })[] = [
  { name: 'A·B', transposeA: false, transposeB: false },
  { name: 'A·Bᵀ', transposeA: false, transposeB: true },
  { name: 'Aᵀ·B', transposeA: true, transposeB: false },
  { name: 'Aᵀ·Bᵀ', transposeA: true, transposeB: true },
];

allowRelaxed();
const arithmetics: readonly (readonly [string, Arithmetic | undefined, boolean])[] = [
  ['plain', undefined, false],
  ['relaxed', relaxed(), false],
  ['relaxed in taller tiles', relaxed(), true],
];
/** In both arithmetics. */
const everyWay = arithmetics.flatMap(([name, arithmetic, fused]) =>
  orders.map(order => ({ ...order, fused, name: `${order.name}, ${name}`, arithmetic })),
);

/** Those that this run takes, in each order of the factors. */
const taken = takenRows('emitted products', everyWay, ({ transposeA, transposeB }) => `${transposeA} ${transposeB}`);

/** Sizes for each way to compute and to cut a product. */
const larger: readonly [m: number, n: number, k: number][] = [
  [32, 128, 784],
  [784, 128, 32],
  [32, 784, 128],
  [128, 10, 128],
  [33, 10, 1500],
  [50, 10, 1500],
  [1, 65, 1500],
  [3, 33, 1500],
  [6, 33, 1500],
  [11, 7, 130],
  [12, 9, 2049],
  [301, 12, 1030],
  [2000, 3, 130],
  [403, 1, 131],
];

/** Numbers from -1 to 1, the same each time. */
function numbers(length: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** Two matrices for a product. */
interface Operands {
  readonly a: Float32Array;
  readonly b: Float32Array;
}

/** Returns two matrices of a shape. */
function operands({ m, n, k }: ProductShape): Operands {
  return { a: numbers(m * k, 1 + m), b: numbers(k * n, 7 + n) };
}

/** C, and whether all bytes around C and scratch are as they were. */
interface Run {
  readonly c: Float32Array;
  readonly guarded: boolean;
}

/** Options of a run of a product. */
interface RunOptions {
  readonly arithmetic?: Arithmetic | undefined;
  /** Numbers that follow A and B. */
  readonly behind?: readonly number[];
}

/** Runs a product where all memory holds NaN besides A and B, which NaN follows. */
function run(shape: ProductShape, given: Operands, { arithmetic }: RunOptions = {}): Run {
  return runs(shape, given, { arithmetic })[0]!;
}

/** Runs a product once with each of the numbers behind A and B. */
function runs(shape: ProductShape, { a, b }: Operands, { behind = [NaN], arithmetic }: RunOptions): readonly Run[] {
  const module = new WasmModule(arithmetic);
  module.export('product', emitProduct(new Kernels(module), shape));
  const lengths = [4 * a.length + SLACK, 4 * b.length + SLACK, 4 * shape.m * shape.n, scratchBytes(shape)];
  let end = GUARD;
  const [atA = 0, atB = 0, atC = 0, scratch = 0] = lengths.map(length => {
    const at = end;
    end = 16 * Math.ceil((end + length + GUARD) / 16);
    return at;
  });
  const memory = sharedMemory(end);
  const bytes = new Uint8Array(memory.buffer);
  const { product } = instantiate<{ product: Product }>(module, memory);
  return behind.map(number => {
    bytes.fill(NAN_BYTE);
    const put = (at: number, values: Float32Array): void => {
      new Float32Array(memory.buffer, at, values.length + SLACK / 4).fill(number).set(values);
    };
    put(atA, a);
    put(atB, b);
    const before = bytes.slice();
    product(atA, atB, atC, scratch);
    const c = new Float32Array(memory.buffer, atC, shape.m * shape.n).slice();
    for (const [at, length] of [
      [atC, lengths[2]!],
      [scratch, lengths[3]!],
    ] as const) {
      before.set(bytes.subarray(at, at + length), at);
    }
    return { c, guarded: same(before, bytes) };
  });
}

function same(one: ArrayBufferView, other: ArrayBufferView): boolean {
  const bytes = (view: ArrayBufferView): Uint8Array => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  return Buffer.compare(bytes(one), bytes(other)) === 0;
}

/** The largest distance to the product in float64, in units of `k·2⁻²³·Σ|a||b|`. */
function error(shape: ProductShape, { a, b }: Operands, c: Float32Array): number {
  const { m, n, k, transposeA, transposeB } = shape;
  let worst = 0;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let [sum, size] = [0, 0];
      for (let p = 0; p < k; p++) {
        const term = a[transposeA ? p * m + i : i * k + p]! * b[transposeB ? j * k + p : p * n + j]!;
        sum += term;
        size += Math.abs(term);
      }
      const distance = Math.abs(c[i * n + j]! - sum);
      if (distance !== 0) worst = Math.max(worst, distance / (k * 2 ** -23 * size));
    }
  }
  return worst;
}

/** What is wrong with the product of a shape, if anything is. */
function complaint(shape: ProductShape, arithmetic?: Arithmetic): string | undefined {
  const given = operands(shape);
  const [first, second] = runs(shape, given, { arithmetic, behind: [NaN, Infinity] }) as [Run, Run];
  const name = `[${shape.m}, ${shape.k}]·[${shape.k}, ${shape.n}]`;
  const worst = error(shape, given, first.c);
  if (!(worst <= 1)) return `${name}: ${worst} times the bound`;
  if (!first.guarded || !second.guarded) return `${name}: other memory was written`;
  return same(first.c, second.c) ? undefined : `${name}: other bits in the second run`;
}

describe.each(taken)('emitProduct, $name', ({ name, transposeA, transposeB, fused, arithmetic }) => {
  const order = { transposeA, transposeB, fused };

  it.each(takenRows(`rows of ${name}`, sizes))(
    'keeps within the bound and within C, with the same bits again, for %i rows',
    m => {
      const shapes = sizes.flatMap((n, i) =>
        sizes.filter((_, j) => (i + j + m) % 3 === 0 || n < 6).map(k => ({ m, n, k })),
      );
      expect(shapes.flatMap(shape => complaint({ ...shape, ...order }, arithmetic) ?? [])).toEqual([]);
    },
  );

  it.each(takenRows(`larger ${name}`, larger))('does so for m, n, k = %i, %i, %i', (m, n, k) => {
    expect(complaint({ m, n, k, ...order }, arithmetic)).toBeUndefined();
  });

  it.each([
    [1, 9, 8],
    [9, 1, 8],
    [3, 9, 8],
    [9, 7, 3],
    [5, 9, 1],
    [33, 17, 40],
  ])('lets NaN and ∞ reach the elements that they belong to, and no others, for m, n, k = %i, %i, %i', (m, n, k) => {
    const shape = { m, n, k, ...order };
    const { a, b } = operands(shape);
    a[transposeA ? 0 : (m - 1) * k] = NaN; // k = 0 of the first or the last row
    b[transposeB ? k - 1 : (k - 1) * n] = Infinity; // the last k of the first column
    const row = transposeA ? 0 : m - 1;
    const { c } = run(shape, { a, b }, { arithmetic });
    const finite = Array.from(c, Number.isFinite);
    expect(finite).toEqual(Array.from(c, (_, at) => Math.floor(at / n) !== row && at % n !== 0));
    expect(Array.from(c.subarray(row * n, (row + 1) * n), Number.isNaN)).toEqual(new Array(n).fill(true));
  });

  it('is not within the bound of the product with one element changed', () => {
    const shape = { m: 33, n: 17, k: 40, ...order };
    const given = operands(shape);
    const { c } = run(shape, given, { arithmetic });
    given.a[77]! += 0.01;
    expect(error(shape, given, c)).toBeGreaterThan(1);
  });
});

describe.each(orders)('emitProduct, $name, relaxed,', ({ transposeA, transposeB }) => {
  it.each([
    [4, 9, 40],
    [11, 12, 40],
    [12, 8, 1030],
    [50, 33, 2049],
    [301, 12, 1030],
  ])('has the same bits in taller tiles for m, n, k = %i, %i, %i', (m, n, k) => {
    const shape = { m, n, k, transposeA, transposeB };
    const given = operands(shape);
    const [wanted, found] = [false, true].map(fused => run({ ...shape, fused }, given, { arithmetic: relaxed() }).c);
    expect(found).toEqual(wanted);
    expect(run(shape, given).c).not.toEqual(wanted);
  });
});

describe('emitProduct', () => {
  const layer = { m: 32, n: 128, k: 784, transposeA: false, transposeB: false };
  const bytesOf = (...shapes: readonly ProductShape[]): number => {
    const module = new WasmModule();
    const kernels = new Kernels(module);
    for (const shape of shapes) module.export('last', emitProduct(kernels, shape));
    return module.toBytes().length;
  };

  it('writes the kernels once for all products of a module', () => {
    expect(bytesOf(layer, { ...layer, k: 100 })).toBeLessThan(1.6 * bytesOf(layer));
  });

  it('writes the same product once', () => {
    const kernels = new Kernels(new WasmModule());
    expect(emitProduct(kernels, layer)).toBe(emitProduct(kernels, { ...layer }));
    expect(emitProduct(kernels, layer)).not.toBe(emitProduct(kernels, { ...layer, transposeB: true }));
  });
});

describe.each(taken)('$name, with a right factor that was packed before, by rows,', ({ arithmetic, ...order }) => {
  it.each([
    [32, 128, 784],
    [33, 10, 1500],
    [301, 12, 1030],
  ])('has the same bits for m, n, k = %i, %i, %i', (m, n, k) => {
    const shape = { m, n, k, ...order };
    const { a, b } = operands(shape);
    const packed = new Float32Array(packedBytes(n, k) / 4);
    // From the last rows to the first, as threads may do it: what is written behind some is in nobody's way.
    const cut = 4 * Math.floor(k / 8);
    for (const [start, rows] of [[cut, k - cut], [0, cut]] as const) pack(shape, { b, packed, start, rows });
    const { c } = run(shape, { a, b }, { arithmetic });
    expect(run({ ...shape, packedB: true }, { a, b: packed }, { arithmetic }).c).toEqual(c);
  }); // prettier-ignore
});

/** Packs some rows of B. */
function pack(
  shape: ProductShape,
  { b, packed, start, rows }: { b: Float32Array; packed: Float32Array; start: number; rows: number },
): void {
  const module = new WasmModule();
  module.export('pack', packPanels(new Kernels(module), shape, rows));
  const [atB, atPacked] = [GUARD, 2 * GUARD + 4 * b.length];
  const memory = memoryOf(atPacked + packed.byteLength + GUARD);
  const view = (at: number, length: number): Float32Array => new Float32Array(memory.buffer, at, length);
  view(atB, b.length).set(b);
  view(atPacked, packed.length).set(packed);
  instantiate<{ pack: (b: number, target: number, start: number) => void }>(module, memory).pack(atB, atPacked, start);
  packed.set(view(atPacked, packed.length));
}
