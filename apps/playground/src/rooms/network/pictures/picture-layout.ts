import type { FeatureName } from '../pipeline/point-network.ts';

/** A node of the picture: a feature, a unit or a class. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** The places of all nodes of a picture: a column for the features, one for each layer, one for the classes. */
export interface PictureLayout {
  readonly width: number;
  readonly height: number;
  /** The side of the square of a node. */
  readonly size: number;
  /** True if the buttons of a column stand one above the other. */
  readonly isNarrow: boolean;
  readonly columns: readonly (readonly Spot[])[];
}

/** Room above the columns, for their buttons: beside each other, or one above the other. */
const HEAD = { beside: 36, above: 68 };

/** The distance of columns that has room for two buttons beside each other. */
const WIDE = 52;

/** Returns the places of nodes: the centres of squares. `counts` are the numbers of nodes, column by column. */
export function layoutOf(width: number, counts: readonly number[]): PictureLayout {
  const pitch = width / counts.length;
  const size = Math.max(22, Math.min(36, 0.62 * pitch));
  const rise = size + 6;
  const rows = Math.max(...counts);
  const isNarrow = pitch < WIDE;
  const head = isNarrow ? HEAD.above : HEAD.beside;
  const columns = counts.map((count, column) =>
    Array.from({ length: count }, (_, row) => ({
      x: (column + 0.5) * pitch,
      y: head + (row + 0.5 + (rows - count) / 2) * rise,
    })),
  );
  return { width, height: head + rows * rise + 4, size, isNarrow, columns };
}

/** A wire from one node to another. */
export interface Wire {
  /** The layer that its weight belongs to. */
  readonly layer: number;
  readonly from: number;
  readonly to: number;
  readonly start: Spot;
  readonly end: Spot;
}

/** Returns the wires, layer by layer; only the given features have some. */
export function wiresOf({ columns, size }: PictureLayout, readFeatures: readonly number[]): Wire[] {
  return columns.slice(1).flatMap((ends, layer) => {
    const starts = layer === 0 ? readFeatures.map(i => columns[0]![i]!) : columns[layer]!;
    return starts.flatMap((start, from) =>
      ends.map((end, to) => ({
        layer,
        from,
        to,
        start: { x: start.x + size / 2, y: start.y },
        end: { x: end.x - size / 2, y: end.y },
      })),
    );
  });
}

/** The farthest that a click may be from a wire, in pixels. */
const NEAR = 7;

/** Returns the wire at a place; `undefined` if none is near. */
export function wireAt(wires: readonly Wire[], { x, y }: Spot): Wire | undefined {
  let best: Wire | undefined;
  let least = NEAR;
  for (const wire of wires) {
    const { start, end } = wire;
    if (x < start.x || x > end.x) continue;
    const distance = Math.abs(heightAt(wire, (x - start.x) / (end.x - start.x)) - y);
    if (distance < least) [best, least] = [wire, distance];
  }
  return best;
}

/** Returns the height of a wire at a share of its way: its curve is level at both ends. */
function heightAt({ start, end }: Wire, share: number): number {
  return start.y + (end.y - start.y) * smooth(inverse(share));
}

/** The horizontal way of the curve with control points in its middle, by its parameter, and the parameter by the way. */
const way = (t: number): number => 1.5 * t * (1 - t) ** 2 + 1.5 * t ** 2 * (1 - t) + t ** 3;

const smooth = (t: number): number => 3 * t ** 2 - 2 * t ** 3;

function inverse(share: number): number {
  let [low, high] = [0, 1];
  for (let i = 0; i < 12; i++) {
    const middle = (low + high) / 2;
    if (way(middle) < share) low = middle;
    else high = middle;
  }
  return low;
}

/** The names of features as they are written. */
export const featureTitles: Readonly<Record<FeatureName, string>> = {
  x1: 'x₁',
  x2: 'x₂',
  x1x1: 'x₁²',
  x2x2: 'x₂²',
  x1x2: 'x₁x₂',
  sinx1: 'sin x₁',
  sinx2: 'sin x₂',
};

/** Returns the name of a unit: of a hidden layer, or of a class. */
export function unitTitle(layer: number, unit: number, hidden: number): string {
  return layer === hidden ? `class ${unit}` : `layer ${layer + 1}, unit ${unit + 1}`;
}
