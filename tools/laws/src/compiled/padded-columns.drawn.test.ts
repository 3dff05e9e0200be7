import { takenRows } from '@thalweg/drawn';
import { gather, input, mul, parameter, sum, type Node, type Parameter } from '@thalweg/graph';
import { sigmoidCrossEntropy } from '@thalweg/nn';
import { key, randomInteger, tensor } from '@thalweg/tensor';
import { snapshot, train } from '@thalweg/train';
import { from } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { OptimizerRow } from '../optimizers/laws/optimizer-row.ts';
import * as optimizers from '../optimizers/optimizer-rows.ts';
import { expectAgreement } from './twins.ts';
import { counted } from './counted.ts';

const rows: readonly OptimizerRow[] = Object.values(optimizers).flat();

const SIZE = 50;
const STEPS = 25;

/** Sparse columns of 0 to 40 features, each once: sizes on both sides of what they are filled up to. */
const records = Array.from({ length: STEPS }, (_, step) => {
  const draw = (counter: number, bound: number): number => randomInteger(key(step), counter, bound);
  const at = [...new Set(Array.from({ length: draw(0, 41) }, (_, i) => draw(i + 1, SIZE)))];
  return {
    at: Int32Array.from(at),
    values: Float32Array.from(at, (_, i) => draw(100 + i, 9) / 4 - 1),
    label: step % 2,
  };
});

/** The registers of logistic regression on the columns after some steps. */
function run(row: OptimizerRow, { padded, compiled }: { padded: boolean; compiled: boolean }) {
  const indices = input('at', ['n'], { dtype: 'int32', unique: true, ...(padded ? { padding: -1 } : {}) });
  const values = input('values', ['n'], padded ? { padding: 0 } : {});
  const first = Float32Array.from({ length: SIZE }, (_, i) => Math.sin(i));
  const table = parameter(tensor(first, { shape: [SIZE] })) as Parameter;
  const z: Node = sum(mul(gather(table, indices) as Node, values));
  const loss = sigmoidCrossEntropy(input('label', []) as Node)(z);
  const watched = counted();
  const learn = train(loss, row.ravine(), { sliceMs: Infinity, ...(compiled ? { runner: watched.runner } : {}) });
  from(records).pipe(learn).subscribe();
  return { tensors: snapshot({ learn }).parts['learn']!.tensors, watched };
}

// Whole matrices and layers are the business of some rules, which refuse a vector.
const wholeOnly = new Set(['muon', 'lamb', 'lars']);

const withVectors = rows.filter(({ name }) => !wholeOnly.has(name));

const laws: Readonly<Record<string, (row: OptimizerRow) => void>> = {
  'give interpreted what columns of their own length give': row => {
    const [padded, plain] = [true, false].map(padded => run(row, { padded, compiled: false }).tensors);
    for (const [name, value] of Object.entries(plain!)) expectAgreement([padded![name]!], [value], 1, name);
  },
  'give compiled what they give interpreted': row => {
    const [compiled, interpreted] = [true, false].map(compiled => run(row, { padded: true, compiled }));
    for (const [name, value] of Object.entries(interpreted!.tensors))
      expectAgreement([compiled!.tensors[name]!], [value], 4 * 64 * STEPS, name);
    expect(compiled!.watched).toMatchObject({ interpreted: 0 });
  },
};

const trials = withVectors.flatMap(row =>
  Object.entries(laws).map(([what, law]) => [row.name, what, { row, law }] as const),
);

describe('columns that are filled up', () => {
  it.each(takenRows('padded columns', trials, ([name]) => name))('by %s %s', (_name, _what, { row, law }) => law(row));
});
