import { plus } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import { copyRow } from '../emit/rows.ts';
import type { Filters } from './filter-panels.ts';
import { nested } from './nested.ts';
import type { Sweep } from './sweep.ts';

/** Copies the weights of the taps that one sweep sees, a row for each, from the address in one local to that in another. */
export function copyTaps(
  f: Func,
  { rows, columns, filters }: { readonly rows: Sweep; readonly columns: Sweep; readonly filters: Filters },
  from: number,
  to: number,
): void {
  const bytes = 4 * filters.filters;
  const [source, target] = [f.local('i32'), f.local('i32')];
  plus(f, from, (rows.tap * filters.columns + columns.tap) * bytes).set(source);
  f.get(to).set(target);
  const down = { count: rows.taps, moves: [[source, rows.kernelStep * filters.columns * bytes], [target, columns.taps * bytes]] } as const; // prettier-ignore
  const across = { count: columns.taps, moves: [[source, columns.kernelStep * bytes], [target, bytes]] } as const; // prettier-ignore
  nested(f, [down, across], () => copyRow(f, { from: source, to: target, bytes }));
}
