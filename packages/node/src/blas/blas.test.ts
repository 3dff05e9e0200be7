import { batch, epochs, fromColumns } from '@thalweg/data';
import { constant, feedOf, input, matmul, openFrame, type Node } from '@thalweg/graph';
import { dense, meanSquaredError } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { ContractError, tensor } from '@thalweg/tensor';
import { train } from '@thalweg/train';
import { explain, wasm } from '@thalweg/wasm';
import { lastValueFrom, take, toArray } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { blas } from '../index.ts';
import { loadKoffi } from '../koffi/load-koffi.ts';

const matrix = (rows: number, columns: number): Node =>
  constant(tensor(Float32Array.from({ length: rows * columns }, (_, i) => Math.sin(i)), { shape: [rows, columns] })) as Node; // prettier-ignore
const product = (m: number, k: number, n: number): Node => matmul(matrix(m, k) as never, matrix(k, n) as never) as Node;

describe('blas', () => {
  afterEach(() => vi.restoreAllMocks());

  it('says which library it has found, and which products that computes', { tags: ['blas'] }, () => {
    const products = blas();
    expect(products.name).toMatch(/^OpenBLAS \d+\.\d+\.\d+ \(\w+\), 1 thread$/);
    const plan = explain([product(40, 50, 30), product(4, 5, 3)], {}, { products });
    expect(plan.products).toBe(products.name);
    expect(plan.units.map(({ by, what }) => `${by}: ${what}`)).toEqual(['library: product 40×50×30', 'vectors: product 4×5×3']);
    expect(String(plan)).toContain(`plain arithmetic, products by ${products.name}, buffers`);
    expect(explain([product(40, 50, 30)]).products).toBeUndefined();
  }); // prettier-ignore

  it('leaves smaller products than `from` to WebAssembly', { tags: ['blas'] }, () => {
    const unit = (from: number) => explain([product(10, 10, 10)], {}, { products: blas({ from }) }).units[0]!.by;
    expect([unit(1000), unit(1001)]).toEqual(['library', 'vectors']);
  });

  it('computes a product of an empty batch and of one of any other size', { tags: ['blas'] }, () => {
    const x = input('x', ['batch', 60]) as Node;
    const runner = wasm({ products: blas({ from: 1 }) });
    const frame = openFrame({ outputs: [matmul(x as never, matrix(60, 50) as never) as Node], runner });
    const shapes: unknown[] = [];
    for (const rows of [3, 0, 100, 1])
      frame.run([feedOf(x as never, tensor(new Float32Array(60 * rows), { shape: [rows, 60] }))], outcome =>
        shapes.push('outputs' in outcome ? outcome.outputs[0]!.shape : outcome.error),
      );
    frame.close();
    expect(shapes).toEqual([[3, 50], [0, 50], [100, 50], [1, 50]]);
  }); // prettier-ignore

  it.each([
    [{ library: 'libnope.so' }, 'blas: there must be a library with the functions of CBLAS, got libnope.so: Failed to load'],
    [{ library: 'libm.so.6' }, 'libm.so.6: Cannot find function'],
    [{ threads: 0 }, 'blas: threads must be a whole number from 1 on, got 0. Leave it out for the default.'],
    [{ from: 0.5 }, 'blas: from must be a whole number from 1 on, got 0.5.'],
    [{ thread: 2 } as never, "blas: an option must be a known name, got 'thread'. Did you mean 'threads'?"],
  ])('refuses %j', (options, message) => {
    expect(() => blas(options)).toThrow(ContractError);
    expect(() => blas(options)).toThrow(message);
  }); // prettier-ignore

  it('refuses another number of threads than the process has loaded the library with', { tags: ['blas'] }, () => {
    blas();
    expect(() => blas({ threads: 2 })).toThrow(
      'blas: the library must have 2 threads, got 1, with which this process has loaded it before. Ask for blas({ threads: 1 }), or begin another process.',
    );
  });

  it('leaves the environment as it was', { tags: ['blas'] }, () => {
    process.env['OMP_NUM_THREADS'] = '7';
    delete process.env['OPENBLAS_NUM_THREADS'];
    blas();
    expect([process.env['OMP_NUM_THREADS'], process.env['OPENBLAS_NUM_THREADS']]).toEqual(['7', undefined]);
    delete process.env['OMP_NUM_THREADS'];
  });

  it('says how to get koffi where it is not installed, and why it does not load', () => {
    const missing = Object.assign(new Error('Cannot find module'), { code: 'MODULE_NOT_FOUND' });
    const failing = (error: Error) => () =>
      loadKoffi('blas', () => {
        throw error;
      });
    expect(failing(missing)).toThrow(
      'blas: the package koffi must be installed, which calls libraries of the system, got no such package. Run `npm install koffi`, or ask for blas({ fallback: true }).',
    );
    expect(failing(new Error('wrong ELF class'))).toThrow('got Error: wrong ELF class.');
  });

  it('goes on in WebAssembly with a warning where that is asked for', () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const products = blas({ library: 'libnope.so', fallback: true });
    expect(warned.mock.calls.map(([text]) => String(text))).toEqual([
      expect.stringMatching(/^blas: there must be a library .* Products are computed in WebAssembly\.$/),
    ]);
    expect(() => products.open({ buffer: new ArrayBuffer(16) })).toThrow(ContractError);
    const plan = explain([product(40, 50, 30)], {}, { products });
    expect(plan.units.map(({ by }) => by)).toEqual(['vectors']);
    expect(plan.products).toBe('WebAssembly, as there must be a library with the functions of CBLAS');
  });

  it('serves a training that is unsubscribed in the middle, and the next one', { tags: ['blas'] }, async () => {
    const x = input('x', ['batch', 40]);
    const loss = x.pipe(dense(30), dense(20), meanSquaredError(input('y', ['batch', 20])));
    const table = {
      x: { data: Float32Array.from({ length: 400 * 40 }, (_, i) => Math.sin(i)), shape: [40] },
      y: { data: Float32Array.from({ length: 400 * 20 }, (_, i) => Math.cos(i)), shape: [20] },
    } as const;
    const learn = train(loss, adam(), { runner: wasm({ products: blas() }) });
    const losses: number[] = [];
    for (let time = 0; time < 3; time++) {
      const steps$ = fromColumns(table).pipe(batch(40), epochs(3), learn, take(7));
      losses.push(...(await lastValueFrom(steps$.pipe(toArray()))).map(({ loss: one }) => one));
    }
    expect(losses).toHaveLength(21);
    expect(losses.at(-1)).toBeLessThan(losses[0]!);
  });
});
