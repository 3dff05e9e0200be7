import { shortened, widthOf } from './label-sizes.ts';
import { axisX, axisY, type Markish } from '@observablehq/plot';

/** The height of a line of labels in pixels. */
const LINE = 14;

/** Labels that are not wider than so many pixels are never turned. */
const MOST_LEVEL = 24;

/** The margins of a chart. */
interface Margins {
  readonly marginTop: number;
  readonly marginRight: number;
  readonly marginBottom: number;
  readonly marginLeft: number;
}

/** Returns margins with room for labels of categories at the left and at the bottom. */
export function categoryMargins(names: readonly string[], side: number): Margins {
  const longest = widthOf(names.map(name => shortened(name)));
  const marginLeft = Math.max(30, longest + 14);
  const turned = longest > Math.max((side - marginLeft - 14) / names.length, MOST_LEVEL);
  return { marginTop: 26, marginRight: 14, marginBottom: 42 + (turned ? longest : 0), marginLeft };
}

/** Returns axes of categories whose cells have a size in pixels. Labels that have no room are turned or left out. */
export function categoryAxes(
  names: readonly string[],
  { size, x, y }: { readonly size: number; readonly x: string; readonly y: string },
): Markish[] {
  const longest = widthOf(names.map(name => shortened(name)));
  const turned = longest > Math.max(size, MOST_LEVEL);
  const below = turned ? longest : 0;
  const common = {
    tickSize: 0,
    tickPadding: 6,
    tickFormat: (name: string) => shortened(name),
    labelArrow: 'none',
  } as const;
  return [
    axisY({
      ...common,
      ticks: everyTick(names, LINE / size),
      label: y,
      labelAnchor: 'top',
      labelOffset: Math.max(30, longest + 14) - 4,
    }),
    axisX({
      ...common,
      ticks: everyTick(names, (turned ? LINE : longest + 6) / size),
      label: x,
      labelAnchor: 'right',
      labelOffset: 38 + below,
      tickRotate: turned ? -90 : 0,
      textAnchor: turned ? 'end' : 'middle',
    }),
  ];
}

/** Returns one name out of so many. */
function everyTick(names: readonly string[], many: number): string[] {
  const every = Math.max(1, Math.ceil(many));
  return names.filter((_, i) => i % every === 0);
}
