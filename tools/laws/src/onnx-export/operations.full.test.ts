/**
 * @module-tag onnx
 * @module-tag onnxruntime
 */
import { exportOnnx } from '@thalweg/onnx';
import { onnxDifferences, type OnnxModel } from '@thalweg/programs/onnx-agreement';
import { describe, expect, it } from 'vitest';
import type { OperationRow } from '../operations/laws/operation-row.ts';
import * as tables from '../operations/operation-rows.ts';
import { rowModel, triedCase } from './row-models.ts';

const rows: readonly OperationRow[] = Object.values(tables).flat();

/** The operations that ONNX has no form for, with the reasons that the error gives. */
const UNSAID: Readonly<Record<string, string>> = {
  averagePool: 'its windows have gaps, which needs opset 19',
  cholesky: 'ONNX has no factors of matrices',
  inverse: 'ONNX solves no systems of equations',
  solve: 'ONNX solves no systems of equations',
  triangularSolve: 'ONNX solves no systems of equations',
  uniformLike: 'its random numbers follow from a key and a counter',
  normalLike: 'its random numbers follow from a key and a counter',
  categoricalLike: 'its random numbers follow from a key and a counter',
};

/** Rows that have no case with elements, or whose result has none: ONNX Runtime repeats nothing 0 times. */
const isEmpty = (row: OperationRow): boolean =>
  triedCase(row) === undefined || /"times":0|0 times/.test(row.variant ?? '');

/** All rows, and one for each operation. */
const first = rows.filter((row, n) => rows.findIndex(({ name }) => name === row.name) === n);

describe.each([
  { real: 'float32', tried: rows, least: 1080 },
  { real: 'float64', tried: first, least: 135 },
] as const)('operations of $real', ({ real, tried, least }) => {
  it('give in ONNX Runtime what they give here, or are refused with a reason', () => {
    const models: OnnxModel[] = [];
    const names: string[] = [];
    const refused = new Map<string, string>();
    for (const row of tried) {
      if (isEmpty(row)) continue;
      const { node, inputs, values } = rowModel(row, triedCase(row)!, real);
      try {
        exportOnnx({ y: node });
        models.push({ outputs: { y: node }, inputs, runs: [values] });
        names.push(`${row.name} ${row.variant ?? ''}`);
      } catch (error) {
        refused.set(row.name, (error as Error).message);
      }
    }
    const differences = onnxDifferences(models);
    expect(names.filter((_, n) => !(differences[n]! < 1e-5))).toEqual([]);
    expect(Object.keys(UNSAID)).toEqual(expect.arrayContaining([...refused.keys()]));
    for (const [name, message] of refused) expect(message).toContain(UNSAID[name]);
    const operations = new Set(rows.map(({ name }) => name));
    console.log(
      `${models.length} rows of ${operations.size - refused.size} operations exported; ${refused.size} operations refused`,
    );
    expect(models.length).toBeGreaterThanOrEqual(least);
  });
});
