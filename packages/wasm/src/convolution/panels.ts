import { advance } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import { PANEL_COLUMNS } from '../product/cut.ts';
import { OVERRUN } from '../product/pack.ts';
import { nested, type MovingLoop } from './nested.ts';

/** The panels of one group: columns in eights, of which the last may have fewer. */
export interface Panels {
  readonly whole: number;
  readonly rest: number;
}

export function panelsOf(columns: number): Panels {
  const rest = columns % PANEL_COLUMNS;
  return { whole: (columns - rest) / PANEL_COLUMNS, rest };
}

/** Bytes from one value of k to the next in a panel of so many columns, which holds whole vectors. */
export function strideOfPanel(columns: number): number {
  return 16 * Math.ceil(columns / 4);
}

/** Bytes of the panels of one group with so many values of k. */
export function bytesOfPanels({ whole, rest }: Panels, k: number): number {
  return k * (whole * strideOfPanel(PANEL_COLUMNS) + strideOfPanel(rest));
}

/** Bytes that are written behind panels. */
export const BYTES_BEHIND_PANELS: number = OVERRUN * strideOfPanel(PANEL_COLUMNS);

/** Writes code for each panel, and moves addresses in locals from one to the next; at the end they are back. */
export function eachPanel(
  f: Func,
  { whole, rest }: Panels,
  moves: MovingLoop['moves'],
  one: (columns: number) => void,
): void {
  if (whole > 0) nested(f, [{ count: whole, moves }], () => one(PANEL_COLUMNS));
  if (rest === 0) return;
  for (const [local, bytes] of moves) advance(f, local, whole * bytes);
  one(rest);
  for (const [local, bytes] of moves) advance(f, local, -whole * bytes);
}
