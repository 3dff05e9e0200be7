import { readdirSync, readFileSync } from 'node:fs';
import * as graph from '@thalweg/graph';
import { expect } from 'vitest';
import type { OperationRow } from './laws/operation-row.ts';

/** The rows of each operation. */
function byName(rows: readonly OperationRow[]): [name: string, rows: OperationRow[]][] {
  return [...new Set(rows.map(({ name }) => name))].map(name => [name, rows.filter(row => row.name === name)]);
}

/** Operations that are not elementwise are tried at sizes 0 and 1 too, by the cases of their rows. */
export function triesSizes0And1(table: readonly OperationRow[]): void {
  const untried = (size: number): string[] =>
    byName(table).flatMap(([name, rows]) => {
      const shapes = rows.flatMap(({ cases }) => cases.flat()).map(({ shape }) => shape);
      const tried = rows.every(row => row.elementwise === true) || shapes.some(shape => shape.includes(size));
      return tried ? [] : [name];
    });
  expect({ 'never of size 0': untried(0), 'never of size 1': untried(1) }).toEqual({
    'never of size 0': [],
    'never of size 1': [],
  });
}

/** What passes a gradient on has reference numbers or says why it has none; and what has numbers has a row. */
export function hasReferences(table: readonly OperationRow[], referenced: ReadonlySet<string>): void {
  const operations = byName(table);
  const named = (of: (rows: readonly OperationRow[], has: boolean) => boolean): string[] =>
    operations.flatMap(([name, rows]) => (of(rows, referenced.has(name)) ? [name] : []));
  const says = (row: OperationRow): boolean => row.noReference !== undefined;
  const names = operations.map(([name]) => name);
  expect({
    'without numbers or a reason': named((rows, has) => !has && rows.some(row => row.gradient === 'passes' && !says(row))),
    'with numbers and a reason': named((rows, has) => has && rows.some(says)),
    'numbers without a row': [...referenced].filter(name => !names.includes(name)),
  }).toEqual({ 'without numbers or a reason': [], 'with numbers and a reason': [], 'numbers without a row': [] });
} // prettier-ignore

const operationsFolder = new URL('../../../../packages/graph/src/operations/', import.meta.url);

/** The operations that `@thalweg/graph` exports: what is defined in the files of its folder of operations. */
export async function graphOperations(): Promise<Readonly<Record<string, unknown>>> {
  const files = readdirSync(operationsFolder).filter(file => file.endsWith('.ts') && !file.includes('.test'));
  const modules = await Promise.all(files.map(file => import(new URL(file, operationsFolder).href) as Promise<object>));
  const defined = new Set(modules.flatMap(module => Object.values(module) as unknown[]));
  return Object.fromEntries(Object.entries(graph).filter(([, value]) => defined.has(value)));
}

const referenceFolder = new URL('../../reference/', import.meta.url);

/** The files whose rows are of layers, not of operations. */
const OF_LAYERS = ['losses.json'];

/** The operations that `tools/laws/reference` has PyTorch's values and gradients of. */
export function referencedOperations(): ReadonlySet<string> {
  const files = readdirSync(referenceFolder).filter(file => file.endsWith('.json') && !OF_LAYERS.includes(file));
  return new Set(files.flatMap(file => operationsIn(JSON.parse(readFileSync(new URL(file, referenceFolder), 'utf8')))));
}

/** The operations of a file of rows that have one; other files have other rows. */
function operationsIn(content: unknown): string[] {
  const rows = Array.isArray(content) ? (content as { readonly operation?: string }[]) : [];
  return rows.flatMap(({ operation }) => operation ?? []);
}
