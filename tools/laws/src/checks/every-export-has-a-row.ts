import { expect } from 'vitest';

/** What a table may say about its module. */
export interface TableOptions {
  /** Exports that need no row, and why: what kind of thing they are. */
  readonly except?: Readonly<Record<string, string>>;
}

/**
 * Checks that a table is of a module: every export of the module has a row or is an exception, every row and every
 * exception is exported, and nothing is both.
 *
 * @example
 * it('every operator has its row', () => everyExportHasARow(data, rows, { except: { Dataset: 'a class' } }));
 */
export function everyExportHasARow(
  module: object,
  rows: readonly { readonly name: string }[],
  { except = {} }: TableOptions = {},
): void {
  const exported = Object.keys(module);
  const names = [...new Set(rows.map(({ name }) => name))];
  const exceptions = Object.keys(except);
  expect({
    'exports without a row': exported.filter(name => !names.includes(name) && !exceptions.includes(name)),
    'rows without an export': names.filter(name => !exported.includes(name)),
    'exceptions without an export': exceptions.filter(name => !exported.includes(name)),
    'exceptions with a row': exceptions.filter(name => names.includes(name)),
  }).toEqual({
    'exports without a row': [],
    'rows without an export': [],
    'exceptions without an export': [],
    'exceptions with a row': [],
  });
}
