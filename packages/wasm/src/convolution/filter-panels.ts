import { advance, plus } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import type { Kernels } from '../ir/kernels.ts';
import { PANEL_COLUMNS } from '../product/cut.ts';
import { OVERRUN, packColumns, packRows } from '../product/pack.ts';
import { nested, type MovingLoop } from './nested.ts';
import type { Sweep } from './sweep.ts';

/** The filters of a convolution: its weights `[rows, columns, channels, filters]`, with the channels of one group. */
export interface Filters {
  readonly columns: number;
  readonly channels: number;
  readonly filters: number;
  readonly groups: number;
}

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

/** What is packed: the filters that one sweep sees, as they are for an output, or channels and filters swapped for an input. */
interface Packing {
  readonly filters: Filters;
  readonly rows: Sweep;
  readonly columns: Sweep;
  readonly swapped: boolean;
}

/** Packs filters in panels, group by group, from the weights at the address in one local to that in another. */
export function packFilters(f: Func, kernels: Kernels, packing: Packing, from: number, to: number): void {
  const { filters, rows, columns, swapped } = packing;
  const { channels, filters: all, groups } = filters;
  const perGroup = all / groups;
  const [k, n] = swapped ? [perGroup, channels] : [channels, perGroup];
  const [pitch, panels, allOfK] = [4 * all, panelsOf(n), rows.taps * columns.taps * k];
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
  const wide = { source: PANEL_COLUMNS * (swapped ? pitch : 4), target: allOfK * strideOfPanel(PANEL_COLUMNS) };
  nested(f, [{ count: groups, moves: [[source, 4 * perGroup], [target, bytesOfPanels(panels, allOfK)]] }], () => {
    const each = { count: panels.whole, moves: [[source, wide.source], [target, wide.target]] } as const;
    if (panels.whole > 0) nested(f, [each], () => panel(PANEL_COLUMNS));
    if (panels.rest === 0) return;
    advance(f, source, panels.whole * wide.source);
    advance(f, target, panels.whole * wide.target);
    panel(panels.rest);
    advance(f, source, -panels.whole * wide.source);
    advance(f, target, -panels.whole * wide.target);
  }); // prettier-ignore
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
