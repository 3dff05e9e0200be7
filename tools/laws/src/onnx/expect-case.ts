import type { Tensor } from '@thalweg/tensor';
import { wasm } from '@thalweg/wasm';
import { expect } from 'vitest';
import { counted } from '../compiled/counted.ts';
import { passOnce } from '../compiled/runs.ts';
import { importedCase, inexact, partlyInterpreted, rounded, type OnnxCase } from './onnx-models.ts';

/** Computes a test by both runners, of which the compiled one interprets nothing but products of float64, and holds what comes out against what ONNX has. */
export function expectCase(given: OnnxCase): void {
  const { outputs, feeds } = importedCase(given);
  const wanted = given.outputs.map(value => value());
  const least = inexact.includes(given.name) ? 1e-4 : rounded.includes(given.name) ? 2 ** -11 : 0;
  expectAlike(passOnce({ outputs }, ...feeds), wanted, 'interpreted', least);
  const interpreted: string[] = [];
  const watched = counted(
    wasm({
      onPlan: ({ units }) =>
        interpreted.push(...units.filter(({ by }) => by === 'interpreter').map(({ what }) => what)),
    }),
  );
  expectAlike(passOnce({ outputs, runner: watched.runner }, ...feeds), wanted, 'compiled', least);
  expect(watched).toMatchObject({ compiled: 1, interpreted: 0 });
  const allowed = partlyInterpreted.includes(given.name) ? ['matmul'] : [];
  expect(interpreted, 'what is interpreted between compiled parts').toEqual(allowed);
}

const BOUNDS = { float64: 1e-9, float32: 1e-5, int32: 0, bool: 0 } as const;

/**
 * Holds values against those of a test: shapes, dtypes, and numbers within a share of the number, or of 1 if that is more,
 * which is at least a `least` one.
 */
export function expectAlike(found: readonly Tensor[], wanted: readonly Tensor[], what: string, least = 0): void {
  const kinds = (values: readonly Tensor[]): unknown[] => values.map(({ shape, dtype }) => ({ shape, dtype }));
  expect(kinds(found), what).toEqual(kinds(wanted));
  found.forEach(({ data, dtype }, n) => {
    const other = wanted[n]!.data;
    const off = Array.from(data).findIndex((value, i) => !isAlike(value, other[i]!, Math.max(least, BOUNDS[dtype])));
    if (off >= 0) expect(data[off], `${what}: value ${n}, element ${off}`).toBe(other[off]);
  });
}

function isAlike(a: number, b: number, bound: number): boolean {
  return a === b || Object.is(a, b) || Math.abs(a - b) <= bound * Math.max(1, Math.abs(b));
}
