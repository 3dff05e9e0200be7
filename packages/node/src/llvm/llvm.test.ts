import { setFlagsFromString } from 'node:v8';
import { constant, feedOf, gather, input, matmul, type Node, openFrame } from '@thalweg/graph';
import { dense, relu, softmaxCrossEntropy } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { ContractError, tensor } from '@thalweg/tensor';
import { step } from '@thalweg/train';
import { explain, type Native, relaxed, wasm, type WasmOptions } from '@thalweg/wasm';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { blas, llvm } from '../index.ts';

/** The losses of some steps of Adam, which has a network of two layers learn. */
function losses(options: WasmOptions, batches: readonly number[]): number[] {
  const image = input('image', ['batch', 100]);
  const digit = input('digit', ['batch'], 'int32');
  const loss = image.pipe(dense(37), relu(), dense(10), softmaxCrossEntropy(digit));
  const take = step(loss, adam(), { runner: wasm(options) });
  return batches.map(
    (batch, n) =>
      take({
        image: Float32Array.from({ length: batch * 100 }, (_, i) => Math.sin(i + n)),
        digit: Int32Array.from({ length: batch }, (_, i) => i % 10),
      })!.loss,
  );
}

/** The same, which counts modules that are ready, and code that was removed. */
function counted(native: Native): { readonly native: Native; readonly count: { modules: number; released: number } } {
  const passes: ReturnType<Native['compile']>[] = [];
  let released = 0;
  const compile: Native['compile'] = (contents, before, site) => {
    const pass = native.compile(contents, before, site);
    passes.push(pass);
    return {
      ...pass,
      release: () => {
        released++;
        pass.release();
      },
    };
  };
  const count = {
    get modules() {
      return passes.filter(({ isReady }) => isReady()).length;
    },
    get released() {
      return released;
    },
  };
  return { native: { ...native, compile }, count };
}

const matrix = (rows: number, columns: number): Node =>
  constant(tensor(Float32Array.from({ length: rows * columns }, (_, i) => Math.sin(i)), { shape: [rows, columns] })) as Node; // prettier-ignore
const product = (m: number, k: number, n: number): Node => matmul(matrix(m, k) as never, matrix(k, n) as never) as Node;

/** The values of a product of 33 × 40 and 40 × 9 numbers. */
function productBy(options: WasmOptions): readonly number[] {
  const [a, b] = [input('a', [33, 40]), input('b', [40, 9])];
  const frame = openFrame({ outputs: [matmul(a, b)] as readonly Node[], runner: wasm(options) });
  const numbers = (rows: number, columns: number) => tensor(Float32Array.from({ length: rows * columns }, (_, i) => Math.sin(i)), { shape: [rows, columns] }); // prettier-ignore
  let values: readonly number[] = [];
  frame.run([feedOf(a, numbers(33, 40)), feedOf(b, numbers(40, 9))], outcome => {
    if ('error' in outcome) throw outcome.error;
    values = [...outcome.outputs[0]!.data];
  });
  frame.close();
  return values;
}

/** After so many passes, 2·10⁹ operations and more, a product of so many rows, 60 and 50 is compiled. */
const [ROWS, PASSES] = [1000, 400] as const;

describe('llvm', () => {
  afterEach(() => vi.restoreAllMocks());

  it('takes steps with the bits of WebAssembly, in batches of many sizes', { tags: ['llvm'] }, () => {
    const { native, count } = counted(llvm({ waits: true })!);
    const batches = [1, 2, 3, 32, 33, 70, 32, 1, 16, 17];
    expect(losses({ native }, batches)).toEqual(losses({}, batches));
    expect(count.modules).toBeGreaterThan(2);
  });

  it.each([8, 16] as const)(
    'has the same bits with %i lanes, whatever the processor has',
    { tags: ['llvm'] },
    lanes => {
      const { native, count } = counted(llvm({ waits: true, lanes })!);
      expect(native.lanes).toBe(lanes);
      expect(losses({ native }, [33, 5])).toEqual(losses({}, [33, 5]));
      expect(count.modules).toBeGreaterThan(0);
    },
  );

  it('leaves products to a library, with its bits', { tags: ['llvm', 'blas'] }, () => {
    const { native, count } = counted(llvm({ waits: true })!);
    const products = blas();
    expect(losses({ native, products }, [64, 32, 64])).toEqual(losses({ products }, [64, 32, 64]));
    expect(count.modules).toBeGreaterThan(1);
  });

  it('fuses multiply-adds where WebAssembly does', { tags: ['llvm'] }, () => {
    // Node 20 has relaxed SIMD by a flag alone.
    if (relaxed() === undefined) setFlagsFromString('--experimental-wasm-relaxed-simd');
    const { native, count } = counted(llvm({ waits: true })!);
    const arithmetic = relaxed()!;
    const fused = productBy({ native, arithmetic });
    expect(fused).toEqual(productBy({ arithmetic }));
    expect(fused).not.toEqual(productBy({}));
    expect(count.modules).toBe(1);
  });

  it('begins in WebAssembly, and goes on in the code that another thread has compiled', { tags: ['llvm'] }, async () => {
    const { native, count } = counted(llvm({ from: 1 })!);
    const x = input('x', ['batch', 60]) as Node;
    const frame = openFrame({ outputs: [matmul(x as never, matrix(60, 50) as never) as Node], runner: wasm({ native }) });
    const values = Float32Array.from({ length: 60 * ROWS }, (_, i) => Math.cos(i));
    const fed = feedOf(x as never, tensor(values, { shape: [ROWS, 60] }));
    const pass = (): readonly number[] => {
      let found: readonly number[] = [];
      frame.run([fed], outcome => {
        if ('outputs' in outcome) found = [...outcome.outputs[0]!.data];
      });
      return found;
    };
    const before = pass();
    for (let n = 0; n < PASSES; n++) pass();
    expect([count.modules, before.length]).toEqual([0, 50 * ROWS]);
    await vi.waitUntil(() => count.modules === 1, { timeout: 20_000 });
    expect(pass()).toEqual(before);
    frame.close();
    expect(count.released).toBe(1);
  }); // prettier-ignore

  it('is not ready any more once its frame is closed', { tags: ['llvm'] }, async () => {
    const { native, count } = counted(llvm({ from: 1 })!);
    const x = input('x', [ROWS, 60]) as Node;
    const frame = openFrame({
      outputs: [matmul(x as never, matrix(60, 50) as never) as Node],
      runner: wasm({ native }),
    });
    const fed = feedOf(x as never, tensor(new Float32Array(60 * ROWS), { shape: [ROWS, 60] }));
    for (let n = 0; n < PASSES; n++) frame.run([fed], () => {});
    frame.close();
    await new Promise(resolve => setTimeout(resolve, 300));
    expect(count).toEqual({ modules: 0, released: 1 });
  });

  it('says what has compiled a pass, or why it stays in WebAssembly', { tags: ['llvm'] }, () => {
    const by = (options: Parameters<typeof explain>[2], m = 40) => explain([product(m, 50, 30)], {}, options).native;
    expect(by({ native: llvm() })).toMatch(/^LLVM \d+\.\d+\.\d+, (8|16) lanes$/);
    expect(by({ native: llvm() }, 1)).toBe('WebAssembly, as it has 3000 operations only');
    expect(by({})).toBeUndefined();
    const whole = constant(tensor(new Int32Array(1600), { shape: [40, 40] })) as Node;
    const interpreted = matmul(whole as never, whole as never) as Node;
    expect(explain([interpreted], {}, { native: llvm() }).native).toBe(
      'WebAssembly, as the interpreter computes all of it',
    );
    const plan = explain([product(40, 50, 30)], {}, { native: llvm() });
    expect(String(plan)).toContain('plain arithmetic, code by LLVM ');
  });

  it('works in a memory that has grown, and removes its code with the frame', { tags: ['llvm'] }, () => {
    const { native, count } = counted(llvm({ from: 1, waits: true })!);
    const x = input('x', ['batch', 60]) as Node;
    const runner = wasm({ native });
    const frame = openFrame({ outputs: [matmul(x as never, matrix(60, 50) as never) as Node], runner });
    const sums: number[] = [];
    for (const rows of [3, 3, 20_000, 3])
      frame.run([feedOf(x as never, tensor(new Float32Array(60 * rows).fill(1), { shape: [rows, 60] }))], outcome => {
        if ('error' in outcome) throw outcome.error;
        sums.push((outcome.outputs[0]!.data as Float32Array)[50]!);
      });
    frame.close();
    expect(new Set(sums).size).toBe(1);
    expect(count.released).toBe(count.modules);
    expect(count.modules).toBeGreaterThan(0);
  });

  it('fails as WebAssembly does', { tags: ['llvm'] }, () => {
    const failure = (native: Native | undefined): unknown => {
      const at = input('at', [2], 'int32') as Node;
      const outputs = [gather(matrix(40, 50) as never, at as never) as Node];
      const frame = openFrame({ outputs, runner: wasm({ native }) });
      let error: unknown;
      frame.run([feedOf(at as never, tensor(Int32Array.of(1, 40)))], outcome => {
        error = 'error' in outcome ? outcome.error : undefined;
      });
      frame.close();
      return error;
    };
    expect(failure(undefined)).toBeInstanceOf(Error);
    expect(String(failure(llvm({ from: 1, waits: true })))).toBe(String(failure(undefined)));
  });

  it.each([
    [{ library: 'libnope.so' }, 'llvm: there must be a libLLVM of version 17 to 22, got libnope.so: Failed to load'],
    [{ library: 'libm.so.6' }, 'libm.so.6: Cannot find function'],
    [{ from: -1 }, 'llvm: from must be a whole number from 0 on, got -1. Leave it out for the default.'],
    [{ form: 2 } as never, "llvm: an option must be a known name, got 'form'. Did you mean 'from'?"],
    [{ lanes: 4 } as never, 'llvm: lanes must be 8 or 16, got 4. Leave it out for what suits the processor.'],
  ])('refuses %j', (options, message) => {
    expect(() => llvm(options)).toThrow(ContractError);
    expect(() => llvm(options)).toThrow(message);
  }); // prettier-ignore

  it('goes on in WebAssembly with a warning where that is asked for', () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    expect(llvm({ library: 'libnope.so', fallback: true })).toBeUndefined();
    expect(warned.mock.calls.map(([text]) => String(text))).toEqual([
      expect.stringMatching(/^llvm: there must be a libLLVM .* Passes are computed in WebAssembly\.$/),
    ]);
  });
});
