import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const python = '/usr/bin/python3';

/** A table for pandas to read. */
export interface PandasRequest {
  readonly path: string;
  readonly format: 'csv' | 'json' | 'jsonl';
  /** Options of `read_csv`. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** The columns whose numbers, or dates in milliseconds, are wanted. */
  readonly numbers?: readonly string[];
  readonly dates?: readonly string[];
}

type Columns = Readonly<Record<string, readonly unknown[]>>;

/** A table as pandas reads it. What is missing is null. */
export interface PandasTable {
  readonly error?: string;
  readonly names: readonly string[];
  readonly cells: Columns;
  readonly numbers: Columns;
  readonly dates: Columns;
}

/** Returns tables as pandas reads them. */
export function readWithPandas(requests: readonly PandasRequest[]): readonly PandasTable[] {
  const script = fileURLToPath(new URL('pandas-tables.py', import.meta.url));
  const input = requests.map(request => JSON.stringify(request)).join('\n');
  const { stdout, stderr, status } = spawnSync(python, [script], { input, maxBuffer: 2 ** 30, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as PandasTable);
}
