import type { GraphProto, NodeProto } from 'onnx-buf';

/** Returns the nodes of a graph, and of the graphs within it. */
export function nodesIn(graph: GraphProto): NodeProto[] {
  return nodesAmong(graph.node);
}

/** Returns nodes, and those of the graphs within them. */
export function nodesAmong(nodes: readonly NodeProto[]): NodeProto[] {
  return nodes.flatMap(node => [node, ...node.attribute.flatMap(({ g }) => (g === undefined ? [] : nodesIn(g)))]);
}
