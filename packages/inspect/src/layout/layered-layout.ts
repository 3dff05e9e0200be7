import type { Placed, Placement, Point, Sizes } from './placement.ts';

/** Places boxes in layers from left to right. The layout library is loaded when the first picture needs it. */
export async function layeredLayout({ boxes, wires }: Sizes): Promise<Placement> {
  const { Graph, layout } = await import('@dagrejs/dagre');
  const graph = new Graph({ multigraph: true, compound: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 14, edgesep: 10, ranksep: 16, marginx: 12, marginy: 12 });
  const frames = new Set<string>();
  for (const [id, { width, height, frame }] of boxes) {
    graph.setNode(id, { width, height });
    if (frame === undefined) continue;
    if (!frames.has(frame)) graph.setNode(frameId(frame), {});
    frames.add(frame);
    graph.setParent(id, frameId(frame));
  }
  for (const [id, { from, to, width, height }] of wires) graph.setEdge(from, to, { width, height, labelpos: 'c' }, id);
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  const placed = (id: string): Placed => graph.node(id) as Placed;
  return {
    width,
    height,
    boxes: new Map([...boxes.keys()].map(id => [id, placed(id)])),
    frames: new Map([...frames].map(frame => [frame, placed(frameId(frame))])),
    wires: new Map(
      [...wires].map(([id, { from, to, width }]) => {
        const edge = graph.edge(from, to, id) as { x: number; y: number; points: Point[] };
        return [id, { label: { x: edge.x, y: edge.y }, way: wayOf(edge, width, placed(from), placed(to)) }];
      }),
    ),
  };
}

function frameId(frame: string): string {
  return `frame ${frame}`;
}

/** The way of a wire from side to side, level where its label is, so that one can stand above it and one below. */
function wayOf(
  { x, y, points }: { readonly x: number; readonly y: number; readonly points: readonly Point[] },
  width: number,
  from: Placed,
  to: Placed,
): Point[] {
  const [start, end] = [points[0]!, points.at(-1)!];
  const bends = points.slice(1, -1);
  const left = bends.filter(bend => bend.x < x - width / 2);
  const right = bends.filter(bend => bend.x > x + width / 2);
  const level = [-0.5, 0.5].map(part => ({ x: x + part * width, y }));
  const leave = { x: from.x + from.width / 2, y: within(start.y, from) };
  const arrive = { x: to.x - to.width / 2, y: within(end.y, to) };
  return [leave, ...left, ...level, ...right, arrive];
}

/** A height at which a box has a side, and not a corner. */
function within(y: number, { y: middle, height }: Placed): number {
  const room = Math.max(0, height / 2 - 8);
  return Math.min(middle + room, Math.max(middle - room, y));
}
