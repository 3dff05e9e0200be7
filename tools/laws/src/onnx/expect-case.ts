import { wasm } from '@thalweg/wasm';
import { expect } from 'vitest';
import { counted } from '../compiled/counted.ts';
import { passOnce } from '../compiled/runs.ts';
import { expectAlike } from './expect-alike.ts';
import { inexact, partlyInterpreted } from './exceptions.ts';
import { importedCase } from './imported-case.ts';
import type { OnnxCase } from './onnx-case.ts';

/** Computes a test by both runners, of which the compiled one interprets nothing but products of float64, and holds what comes out against what ONNX has. */
export function expectCase(given: OnnxCase): void {
  const { outputs, feeds } = importedCase(given);
  const wanted = given.outputs.map(value => value());
  const least = inexact.includes(given.name) ? 1e-4 : 0;
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
