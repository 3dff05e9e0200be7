import type { ShownCircuit } from '../circuit-model/shown-circuit.ts';

/** Below this scale, values flow down instead of to the right if more of the picture is seen then. */
const READABLE = 0.7;

/** The layouts of a picture, each computed when it is first wanted. */
export class Layouts {
  readonly #sizes: PictureSizes;
  #right: Promise<PictureLayout> | undefined = undefined;
  #down: Promise<PictureLayout> | undefined = undefined;

  constructor(sizes: PictureSizes) {
    this.#sizes = sizes;
  }

  /** Returns the layout that shows most of the picture in a container of some width, in pixels. */
  async within(width: number): Promise<PictureLayout> {
    this.#right ??= layeredLayout(this.#sizes);
    const right = await this.#right;
    if (scaleWithin(width, right) >= READABLE) return right;
    this.#down ??= layeredLayout(turnedSizes(this.#sizes)).then(turnedLayout);
    const down = await this.#down;
    return scaleWithin(width, down) > scaleWithin(width, right) ? down : right;
  }
}

/** Returns the scale at which a layout fits into a container of some width: at most 1. */
export function scaleWithin(width: number, layout: PictureLayout): number {
  return Math.min(1, width / layout.width);
}

/** Up to so many sources are all in the first layer; more would make too many long wires. */
const MOST_IN_FIRST = 24;

/** Arranges boxes in layers from left to right. The layout library is loaded on the first call. */
export async function layeredLayout({ boxes, wires, sources }: PictureSizes): Promise<PictureLayout> {
  const { Graph, layout } = await layoutLibrary();
  const graph = new Graph({ multigraph: true, compound: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 14, edgesep: 10, ranksep: 36, marginx: 12, marginy: 12 });
  const frames = new Set<string>();
  for (const [id, { width, height, frame }] of boxes) {
    graph.setNode(id, { width, height });
    if (frame === undefined) continue;
    if (!frames.has(frame)) graph.setNode(frameId(frame), {});
    frames.add(frame);
    graph.setParent(id, frameId(frame));
  }
  const first = new Set(sources.length > MOST_IN_FIRST ? [] : sources.filter(id => boxes.get(id)!.frame === undefined));
  const depth = depthOf(wires.values());
  for (const [id, { from, to, isMain, width, height }] of wires) {
    const minlen = first.has(from) ? depth(to) : 1;
    graph.setEdge(from, to, { width, height, labelpos: 'c', weight: isMain ? 8 : 1, minlen }, id);
  }
  const constraints = sources.slice(1).map((right, index) => ({ left: sources[index]!, right }));
  layout(graph, { constraints });
  const { width = 0, height = 0 } = graph.graph();
  const rectangleOf = (id: string): Rectangle => graph.node(id);
  const edgeOf = ([id, { from, to }]: readonly [string, WireSize]): EdgeLayout => graph.edge(from, to, id);
  const columns = columnsOf([...[...boxes.keys()].map(rectangleOf), ...[...wires].map(edgeOf)]);
  return {
    width,
    height,
    isDown: false,
    boxes: new Map([...boxes.keys()].map(id => [id, rectangleOf(id)])),
    frames: new Map([...frames].map(frame => [frame, rectangleOf(frameId(frame))])),
    wires: new Map(
      [...wires].map(wire => {
        const [id, { from, to }] = wire;
        const { x, y, points } = edgeOf(wire);
        return [id, { label: { x, y }, route: wireRoute(points, rectangleOf(from), rectangleOf(to), columns) }];
      }),
    ),
  };
}

function frameId(frame: string): string {
  return `frame ${frame}`;
}

/** An edge with its computed position. */
interface EdgeLayout extends Rectangle {
  readonly points: readonly Point[];
}

/** The part of the library’s graph class that is used here. */
interface LibraryGraph {
  setGraph(options: Readonly<Record<string, string | number>>): void;
  setNode(id: string, size: { readonly width?: number; readonly height?: number }): void;
  setParent(id: string, parent: string): void;
  setEdge(from: string, to: string, label: Readonly<Record<string, string | number>>, name: string): void;
  graph(): { readonly width?: number; readonly height?: number };
  node(id: string): Rectangle;
  edge(from: string, to: string, name: string): EdgeLayout;
}

/** Two boxes that keep their order wherever they are in the same layer. */
interface Before {
  readonly left: string;
  readonly right: string;
}

/** The part of the library that is used here. */
interface LayoutLibrary {
  readonly Graph: new (options: { readonly multigraph: boolean; readonly compound: boolean }) => LibraryGraph;
  readonly layout: (graph: LibraryGraph, options?: { readonly constraints: readonly Before[] }) => void;
}

/** Loads the library. Its own types cannot be used: they import files without extensions, which Node does not resolve. */
async function layoutLibrary(): Promise<LayoutLibrary> {
  return (await import('@dagrejs/dagre')) as unknown as LayoutLibrary;
}

/** Half the width of each column, keyed by the x coordinate at which everything in it is centred. */
type Columns = ReadonlyMap<number, number>;

/** Returns the columns of the arranged rectangles. */
function columnsOf(rectangles: readonly Rectangle[]): Columns {
  const columns = new Map<number, number>();
  for (const { x, width } of rectangles)
    columns.set(Math.round(x), Math.max(width / 2, columns.get(Math.round(x)) ?? 0));
  return columns;
}

/**
 * Returns the route of a wire between two boxes. The route is horizontal inside each column, where it must not cross
 * boxes and where labels lie above and below it; it bends in the gaps between columns.
 */
function wireRoute(points: readonly Point[], from: Rectangle, to: Rectangle, columns: Columns): Point[] {
  const half = (x: number): number => columns.get(Math.round(x)) ?? 0;
  const [leave, arrive] = [within(points[0]!.y, from), within(points.at(-1)!.y, to)];
  const between = points.slice(1, -1).flatMap(({ x, y }) => [
    { x: x - half(x), y },
    { x: x + half(x), y },
  ]);
  return [
    { x: from.x + from.width / 2, y: leave },
    { x: from.x + half(from.x), y: leave },
    ...between,
    { x: to.x - half(to.x), y: arrive },
    { x: to.x - to.width / 2, y: arrive },
  ];
}

/** Returns the height closest to `y` at which the box has a straight side, away from its round corners. */
function within(y: number, { y: middle, height }: Rectangle): number {
  const room = Math.max(0, height / 2 - 14);
  return Math.min(middle + room, Math.max(middle - room, y));
}

/** Returns the number of wires on the longest way from a source to each box. A cycle counts once. */
export function depthOf(wires: Iterable<Pick<WireSize, 'from' | 'to'>>): (box: string) => number {
  const before = new Map<string, string[]>();
  for (const { from, to } of wires) before.set(to, [...(before.get(to) ?? []), from]);
  const depths = new Map<string, number>();
  const depth = (box: string): number => {
    const known = depths.get(box);
    if (known !== undefined) return known;
    depths.set(box, 0);
    const longest = (before.get(box) ?? []).reduce((most, one) => Math.max(most, 1 + depth(one)), 0);
    depths.set(box, longest);
    return longest;
  };
  return depth;
}

/** Returns sizes with width and height exchanged: arranged to the right and turned back, the values flow downwards. */
function turnedSizes({ boxes, wires, sources }: PictureSizes): PictureSizes {
  return { boxes: turnedAll(boxes, turnedSize), wires: turnedAll(wires, turnedSize), sources };
}

/** Returns a layout with its axes exchanged. */
function turnedLayout({ width, height, isDown, boxes, frames, wires }: PictureLayout): PictureLayout {
  return {
    width: height,
    height: width,
    isDown: !isDown,
    boxes: turnedAll(boxes, turnedRectangle),
    frames: turnedAll(frames, turnedRectangle),
    wires: turnedAll(wires, ({ label, route }) => ({ label: turnedPoint(label), route: route.map(turnedPoint) })),
  };
}

function turnedAll<T>(all: ReadonlyMap<string, T>, turn: (one: T) => T): ReadonlyMap<string, T> {
  return new Map([...all].map(([id, one]) => [id, turn(one)]));
}

function turnedPoint({ x, y }: Point): Point {
  return { x: y, y: x };
}

function turnedSize<T extends { readonly width: number; readonly height: number }>(size: T): T {
  return { ...size, width: size.height, height: size.width };
}

function turnedRectangle({ x, y, width, height }: Rectangle): Rectangle {
  return { x: y, y: x, width: height, height: width };
}

/** The keys that move through a picture. */
type Arrow = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

/** The keys of a picture in which values flow down, by those of one in which they flow to the right. */
const TURNED: Readonly<Record<Arrow, Arrow>> = {
  ArrowUp: 'ArrowLeft',
  ArrowDown: 'ArrowRight',
  ArrowLeft: 'ArrowUp',
  ArrowRight: 'ArrowDown',
};

/**
 * Returns the box that an arrow key moves to: left and right follow the wires to the box nearest in height, up and down
 * go to the nearest box above or below. Where values flow down, up and down follow the wires. Returns undefined if there
 * is none.
 */
export function neighbour(id: string, arrow: Arrow, shown: ShownCircuit, layout: PictureLayout): string | undefined {
  if (layout.isDown) return neighbour(id, TURNED[arrow], shown, turnedLayout(layout));
  const [{ wires }, { boxes }] = [shown, layout];
  const here = boxes.get(id)!;
  const ids = wires.flatMap(({ from, to }) => {
    if (arrow === 'ArrowRight') return from.id === id && to !== undefined ? [to.id] : [];
    return arrow === 'ArrowLeft' && to?.id === id ? [from.id] : [];
  });
  if (arrow === 'ArrowLeft' || arrow === 'ArrowRight') return nearest(ids, one => Math.abs(one.y - here.y));
  const sign = arrow === 'ArrowDown' ? 1 : -1;
  const beyond = [...boxes.keys()].filter(other => other !== 'out' && sign * (boxes.get(other)!.y - here.y) > 1);
  return nearest(beyond, one => Math.abs(one.y - here.y) + 4 * Math.abs(one.x - here.x));

  function nearest(among: readonly string[], distance: (one: Rectangle) => number): string | undefined {
    const measured = among.map(one => [one, distance(boxes.get(one)!)] as const);
    return measured.sort(([, a], [, b]) => a - b)[0]?.[0];
  }
}

/** Returns true for an arrow key. */
export function isArrow(key: string): key is Arrow {
  return /^Arrow(Left|Right|Up|Down)$/.test(key);
}

/** A point in the picture, in pixels from its upper left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A rectangle, given by its centre. */
export interface Rectangle extends Point {
  readonly width: number;
  readonly height: number;
}

/** The positions of everything in a picture. */
export interface PictureLayout {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, Rectangle>;
  /** The frames of open groups. */
  readonly frames: ReadonlyMap<string, Rectangle>;
  /** True if values flow downwards, else they flow to the right. */
  readonly isDown: boolean;
  /** The centre of each wire’s label, and the points of its route in the direction of the values. */
  readonly wires: ReadonlyMap<string, { readonly label: Point; readonly route: readonly Point[] }>;
}

/** The size of a box in pixels, and the open group around it. */
export interface BoxSize {
  readonly width: number;
  readonly height: number;
  readonly frame?: string | undefined;
}

/** The two boxes that a wire connects, and the size of its label in pixels. */
interface WireSize {
  readonly from: string;
  readonly to: string;
  /** True if the layout should prefer to keep this wire short and straight. */
  readonly isMain: boolean;
  readonly width: number;
  readonly height: number;
}

/** The sizes of the boxes and wire labels to arrange. */
export interface PictureSizes {
  readonly boxes: ReadonlyMap<string, BoxSize>;
  readonly wires: ReadonlyMap<string, WireSize>;
  /** The boxes of sources, which keep this order among those of one layer. */
  readonly sources: readonly string[];
}
