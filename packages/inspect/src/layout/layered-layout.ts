import { depthOf } from './depth-of.ts';
import { layoutLibrary, type EdgeLayout } from './layout-library.ts';
import type { PictureLayout, PictureSizes, Rectangle, WireSize } from './picture-layout.ts';
import { columnsOf, wireRoute } from './wire-route.ts';

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
  const placed = (id: string): Rectangle => graph.node(id);
  const edgeOf = ([id, { from, to }]: readonly [string, WireSize]): EdgeLayout => graph.edge(from, to, id);
  const columns = columnsOf([...[...boxes.keys()].map(placed), ...[...wires].map(edgeOf)]);
  return {
    width,
    height,
    isDown: false,
    boxes: new Map([...boxes.keys()].map(id => [id, placed(id)])),
    frames: new Map([...frames].map(frame => [frame, placed(frameId(frame))])),
    wires: new Map(
      [...wires].map(wire => {
        const [id, { from, to }] = wire;
        const { x, y, points } = edgeOf(wire);
        return [id, { label: { x, y }, route: wireRoute(points, placed(from), placed(to), columns) }];
      }),
    ),
  };
}

function frameId(frame: string): string {
  return `frame ${frame}`;
}
