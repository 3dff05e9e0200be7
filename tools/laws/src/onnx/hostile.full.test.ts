/** @module-tag onnx-data */
import { afterAll, describe, expect, it } from 'vitest';
import { runCases } from './covered-cases.ts';
import { importHostile } from './hostile.ts';
import { onnxCase } from './onnx-case.ts';
import { bytesOf, torchModels } from './torch-models.ts';

const [COUNT, PART] = [25_000, 1_000];
const parts = Array.from({ length: COUNT / PART }, (_, n) => n);

describe(`${COUNT} changed ONNX files are imported or refused in clear words, in bounded memory:`, () => {
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
    expect(all.imported + all.refused).toBe(COUNT);
    expect(Math.min(all.imported, all.refused)).toBeGreaterThan(COUNT / 5);
  });
}); // prettier-ignore
