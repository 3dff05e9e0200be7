import { fromIterable, map, type Dataset } from '@thalweg/data';
import { input, mul, sum, type Node } from '@thalweg/graph';
import type { Runner } from '@thalweg/graph/author';
import { embedding } from '@thalweg/nn';
import { adam, sgd } from '@thalweg/optim';
import { tensor } from '@thalweg/tensor';
import { train, trainRows, type Resumable } from '@thalweg/train';
import type { Observable } from 'rxjs';

/** The columns of a table, and the rows that a batch names. */
const COLUMNS = 64;
const NAMED = 255;
const PARTS = 3;
const PART = NAMED / PARTS;

/** Inputs of {@link tableRun}. */
export interface TableOptions {
  readonly rows: number;
  readonly steps: number;
  readonly runner?: Runner | undefined;
  readonly optimizer?: 'sgd' | 'adam';
  /** Takes a step for each of three parts of a batch, which a runner takes in one call. */
  readonly byRow?: boolean;
  /** As an option of the training: with 0, the event loop has a turn after each step. */
  readonly sliceMs?: number;
}

/** A training, and the records that it is to read. */
export interface Run {
  readonly learn: Resumable & (<R>(source: Observable<R>) => Observable<{ readonly step: number }>);
  readonly records: Dataset<object>;
}

/** A run over a table whose steps write a few scattered rows each, the same rows in every run. */
export function tableRun({ rows, steps, runner, optimizer = 'sgd', byRow = false, sliceMs }: TableOptions): Run {
  const vectors = (): ReturnType<typeof tensor> => {
    const data = new Float32Array(rows * COLUMNS);
    for (let at = 0; at < data.length; at++) data[at] = ((at % 1013) - 500) / 512;
    return tensor(data, { shape: [rows, COLUMNS] });
  };
  const named = input('row', [byRow ? PART : 'batch'], 'int32').pipe(
    embedding(rows, COLUMNS, { vectors, name: 'table' }),
  );
  const rule = optimizer === 'adam' ? adam({ learningRate: 0.01 }) : sgd({ learningRate: 0.01 });
  const loss = sum(mul(named, named)) as Node<readonly []>;
  const options = { ...(runner === undefined ? {} : { runner }), ...(sliceMs === undefined ? {} : { sliceMs }) };
  if (!byRow) return { learn: train(loss, rule, options), records: recordsOf(rows, steps) };
  const parts = recordsOf(rows, steps).pipe(map(({ row }) => ({ row: tensor(row, { shape: [PARTS, PART] }) })));
  return { learn: trainRows(loss, rule, options), records: parts };
}

function recordsOf(rows: number, steps: number): Dataset<{ readonly row: Int32Array }> {
  const record = (step: number): { readonly row: Int32Array } => ({
    row: Int32Array.from({ length: NAMED }, (_, i) => Math.imul(step * NAMED + i + 1, 0x9e3779b1) >>> 0).map(
      bits => (bits >>> 0) % rows,
    ),
  });
  return fromIterable(Array.from({ length: steps }, (_, step) => record(step)));
}
