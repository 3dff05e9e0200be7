import { input, matmul, parameter, relu, type Node } from '@thalweg/graph';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { explain } from './explain.ts';
import type { host } from './memory/host.ts';
import { relaxed } from './relaxed.ts';
import { allowRelaxed } from './testing/allow-relaxed.ts';
import { numbers, passOf } from './testing/both-ways.ts';
import { wasm, type WasmOptions } from './wasm.ts';

allowRelaxed();
const { WebAssembly } = globalThis as unknown as { WebAssembly: ReturnType<typeof host> };
const MADD = Buffer.of(0xfd, 0x85, 2);
const SIZES = [1, 3, 7, 20, 40] as const;

/** Notes the modules that are compiled from now on, on a host that has relaxed SIMD or has not. */
function noted(has: boolean): Buffer[] {
  const modules: Buffer[] = [];
  class Module extends WebAssembly.Module {
    constructor(bytes: Uint8Array<ArrayBuffer>) {
      if (!has && Buffer.from(bytes).includes(MADD)) throw new Error('invalid SIMD opcode');
      super(bytes);
      modules.push(Buffer.from(bytes));
    }
  }
  const { RuntimeError, Memory, Table, Instance } = WebAssembly;
  vi.stubGlobal('WebAssembly', { RuntimeError, Memory, Table, Instance, Module });
  return modules;
}

/** The values of products of all kinds, with something in between. */
function valuesBy(options: WasmOptions): (readonly number[])[] {
  return SIZES.flatMap(m =>
    SIZES.map(k => {
      const [a, b] = [input('a', [m, k]), input('b', [k, 9])];
      const product = relu(matmul(a, b)) as Node;
      const given = [[a, new Float32Array(numbers(m * k))], [b, new Float32Array(numbers(9 * k))]] as const; // prettier-ignore
      return Array.from(passOf([product], given as never, wasm(options))[0]!.data);
    }),
  );
}

describe('relaxed', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('writes fused multiply-adds in products alone, and tells', () => {
    const modules = noted(true);
    const arithmetic = relaxed();
    expect(arithmetic).toBeDefined();
    modules.length = 0;
    const x = input('x', [3, 8]) as Node<readonly [3, 8]>;
    const y = input('y', [8, 5]) as Node<readonly [8, 5]>;
    const values = { x: [numbers(8), numbers(8), numbers(8)], y: Array.from({ length: 8 }, () => numbers(5)) };
    const plan = explain([matmul(x, y) as Node], values, { arithmetic });
    expect(plan.arithmetic).toBe('relaxed');
    expect(String(plan)).toMatch(/\nrelaxed arithmetic, buffers of \d+ bytes, loops: products$/);
    expect(modules.at(-1)!.includes(MADD)).toBe(true);
    explain([relu(x) as Node], values, { arithmetic });
    expect(modules.at(-1)!.includes(MADD)).toBe(false);
  });

  it('sums twelve vectors of a product at once, where plain arithmetic sums eight', () => {
    const modules = noted(true);
    const x = input('x', ['batch', 8]) as Node<readonly ['batch', 8]>;
    const w = parameter(Array.from({ length: 8 }, () => numbers(8))) as unknown as Node<readonly [8, 8]>;
    const values = { x: Array.from({ length: 12 }, () => numbers(8)) };
    const sumsOf = (arithmetic: WasmOptions['arithmetic'], instruction: readonly number[]): number => {
      explain([matmul(x, w) as Node], values, { arithmetic });
      return modules.at(-1)!.toString('latin1').split(Buffer.from(instruction).toString('latin1')).length - 1;
    };
    const arithmetic = relaxed();
    const F32X4_MUL = [0xfd, 0xe6, 1];
    expect(sumsOf(arithmetic, [...MADD]) / sumsOf(undefined, F32X4_MUL)).toBe(12 / 8);
  });

  it('is not there on a host without it: the same modules and bits as without asking for it, and a plan says so', () => {
    const modules = noted(false);
    const arithmetic = relaxed();
    expect(arithmetic).toBeUndefined();
    const [wanted, plain] = [valuesBy({}), modules.splice(0)];
    const plans: string[] = [];
    const found = valuesBy({ arithmetic, onPlan: plan => plans.push(plan.arithmetic) });
    expect(found).toEqual(wanted);
    expect(modules).toEqual(plain);
    expect(new Set(plans)).toEqual(new Set(['plain']));
  });

  it('is asked for or left out: without it, modules have none of its instructions where the host has them', () => {
    const modules = noted(true);
    const wanted = valuesBy({});
    expect(modules.some(bytes => bytes.includes(MADD))).toBe(false);
    expect(valuesBy({ arithmetic: relaxed() })).not.toEqual(wanted);
  });
});
