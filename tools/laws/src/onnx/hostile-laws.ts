import { afterAll, describe, expect, it } from 'vitest';
import { runCases } from './covered-cases.ts';
import { importHostile } from './hostile.ts';
import { onnxCase } from './onnx-case.ts';
import { bytesOf, torchModels } from './torch-models.ts';

/** The files of one test. */
const PART = 1000;

/** Tests that so many changed files of ONNX's own tests and of PyTorch are imported or refused. */
export function hostileLaws(count: number): void {
  const parts = Array.from({ length: count / PART }, (_, n) => n);
  describe(`${count} changed ONNX files are imported or refused in clear words, in bounded memory:`, () => {
    const ofOnnx = runCases.filter((_, n) => n % 5 === 0).map(name => new Uint8Array(onnxCase(name).bytes));
    const files = [...torchModels().map(bytesOf), ...ofOnnx].filter(({ length }) => length < 100_000);
    const all = { imported: 0, refused: 0 };

    it.each(parts)('part %i', part => {
      const seeds = Array.from({ length: PART }, (_, n) => part * PART + n);
      const { imported, refused, ...wrong } = importHostile(files, seeds);
      all.imported += imported;
      all.refused += refused;
      expect(wrong).toEqual({ unclear: [], large: [] });
    });

    afterAll(() => {
      expect(all.imported + all.refused).toBe(count);
      expect(Math.min(all.imported, all.refused)).toBeGreaterThan(count / 5);
    });
  });
}
