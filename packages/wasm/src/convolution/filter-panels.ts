import { plus } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import type { Kernels } from '../ir/kernels.ts';
import { PANEL_COLUMNS } from '../product/cut.ts';
import { packColumns, packRows } from '../product/pack.ts';
import { nested, type MovingLoop } from './nested.ts';
import { bytesOfPanels, eachPanel, strideOfPanel, type Panels } from './panels.ts';
import type { Sweep } from './sweep.ts';

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
  const byPanel = [[source, PANEL_COLUMNS * (swapped ? pitch : 4)], [target, allOfK * strideOfPanel(PANEL_COLUMNS)]] as const; // prettier-ignore
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
