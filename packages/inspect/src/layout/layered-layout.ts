import { layoutLibrary, type PlacedEdge } from './layout-library.ts';
import type { Placed, Placement, Sizes, WireSize } from './placement.ts';
import { columnsOf, wireWay } from './wire-way.ts';

/** Places boxes in layers from left to right. The layout library is loaded when the first picture needs it. */
export async function layeredLayout({ boxes, wires }: Sizes): Promise<Placement> {
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
  for (const [id, { from, to, isMain, width, height }] of wires)
    graph.setEdge(from, to, { width, height, labelpos: 'c', weight: isMain ? 8 : 1 }, id);
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  const placed = (id: string): Placed => graph.node(id);
  const edgeOf = ([id, { from, to }]: readonly [string, WireSize]): PlacedEdge => graph.edge(from, to, id);
  const columns = columnsOf([...[...boxes.keys()].map(placed), ...[...wires].map(edgeOf)]);
  return {
    width,
    height,
    boxes: new Map([...boxes.keys()].map(id => [id, placed(id)])),
    frames: new Map([...frames].map(frame => [frame, placed(frameId(frame))])),
    wires: new Map(
      [...wires].map(wire => {
        const [id, { from, to }] = wire;
        const { x, y, points } = edgeOf(wire);
        return [id, { label: { x, y }, way: wireWay(points, placed(from), placed(to), columns) }];
      }),
    ),
  };
}

function frameId(frame: string): string {
  return `frame ${frame}`;
}
