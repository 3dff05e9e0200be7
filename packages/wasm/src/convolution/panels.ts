import { advance, plus } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import type { Kernels } from '../assembler/kernels.ts';
import { type MovingLoop, nested } from '../loops/repeat.ts';
import { copyRow } from '../loops/rows.ts';
import { PANEL_COLUMNS, OVERRUN } from '../product/cut.ts';
import { packColumns, packRows } from '../product/packing.ts';
import type { Sweep } from './sweep.ts';

/** The panels of one group, of so many columns each. The last may have fewer. */
export interface Panels {
  readonly width: number;
  readonly whole: number;
  readonly rest: number;
}

/** Puts columns in panels of eight, or of a vector of wide code. */
export function panelsOf(columns: number, lanes: number): Panels {
  const width = Math.max(PANEL_COLUMNS, lanes);
  const rest = columns % width;
  return { width, whole: (columns - rest) / width, rest };
}

/** Bytes from one value of k to the next in a panel of so many columns, which holds whole vectors. */
export function strideOfPanel(columns: number): number {
  return 16 * Math.ceil(columns / 4);
}

/** Bytes of the panels of one group with so many values of k. */
export function bytesOfPanels({ width, whole, rest }: Panels, k: number): number {
  return k * (whole * strideOfPanel(width) + strideOfPanel(rest));
}

/** Bytes that are written behind panels. */
export function bytesBehind({ width }: Panels): number {
  return OVERRUN * strideOfPanel(width);
}

/** Writes code for each panel, and moves addresses in locals from one to the next; at the end they are back. */
export function eachPanel(
  f: Func,
  { width, whole, rest }: Panels,
  moves: MovingLoop['moves'],
  one: (columns: number) => void,
): void {
  if (whole > 0) nested(f, [{ count: whole, moves }], () => one(width));
  if (rest === 0) return;
  for (const [local, bytes] of moves) advance(f, local, whole * bytes);
  one(rest);
  for (const [local, bytes] of moves) advance(f, local, -whole * bytes);
}

/** The filters of a convolution: its weights `[rows, columns, channels, filters]`, with the channels of one group. */
export interface Filters {
  readonly columns: number;
  readonly channels: number;
  readonly filters: number;
  readonly groups: number;
}

/** The filters that one sweep sees, as they are for an output, or channels and filters swapped for an input. */
interface Packing {
  readonly filters: Filters;
  readonly rows: Sweep;
  readonly columns: Sweep;
  readonly swapped: boolean;
  readonly panels: Panels;
}

/** Packs filters in panels, group by group, from the weights at the address in one local to that in another. */
export function packFilters(f: Func, kernels: Kernels, packing: Packing, from: number, to: number): void {
  const { filters, rows, columns, swapped, panels } = packing;
  const { channels, filters: all, groups } = filters;
  const perGroup = all / groups;
  const k = swapped ? perGroup : channels;
  const [pitch, allOfK] = [4 * all, rows.taps * columns.taps * k];
  const [source, target] = [f.local('i32'), f.local('i32')];
  plus(f, from, (rows.tap * filters.columns + columns.tap) * channels * pitch).set(source);
  f.get(to).set(target);
  const panel = (width: number): void => {
    const step = strideOfPanel(width);
    const loop = (count: number, kernelStep: number, steps: number): MovingLoop => ({
      count,
      moves: [[source, kernelStep * channels * pitch], [target, step * steps]],
    }); // prettier-ignore
    const taps = [loop(rows.taps, rows.kernelStep * filters.columns, columns.taps * k), loop(columns.taps, columns.kernelStep, k)]; // prettier-ignore
    nested(f, taps, () => packTap(f, kernels, { source, target, pitch, k, width, swapped }));
  };
  const byPanel = [[source, panels.width * (swapped ? pitch : 4)], [target, allOfK * strideOfPanel(panels.width)]] as const; // prettier-ignore
  const byGroup = [[source, 4 * perGroup], [target, bytesOfPanels(panels, allOfK)]] as const; // prettier-ignore
  nested(f, [{ count: groups, moves: byGroup }], () => eachPanel(f, panels, byPanel, panel));
}

/** Locals with the addresses of a tap's weights and of its part of a panel, and their sizes. */
interface Tap {
  readonly source: number;
  readonly target: number;
  readonly pitch: number;
  readonly k: number;
  readonly width: number;
  readonly swapped: boolean;
}

function packTap(f: Func, kernels: Kernels, { source, target, pitch, k, width, swapped }: Tap): void {
  if (!swapped) {
    f.get(source)
      .i32(pitch)
      .get(target)
      .i32(k)
      .call(packColumns(kernels, Math.ceil(width / 4)));
    return;
  }
  for (let j = 0; j < width; j += 4) {
    plus(f, source, j * pitch).i32(pitch).i32(Math.min(4, width - j));
    plus(f, target, 4 * j).i32(strideOfPanel(width)).i32(k).call(packRows(kernels));
  } // prettier-ignore
}

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
