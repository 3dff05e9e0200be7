import type { GraphProto, NodeProto, ValueInfoProto } from 'onnx-buf';
import { nodesAmong, operatorName, type ReadModel } from './read-model.ts';

/** Returns the part of a model that some of its tensors need: they are its outputs, and nothing else is in it. */
export function neededFor(model: ReadModel, names: readonly string[]): ReadModel {
  const { graph } = model;
  const makers = makersOf(graph);
  const [wanted, nodes] = [new Set(names), new Set<NodeProto>()];
  for (const name of wanted)
    for (const node of makers.get(name) ?? []) {
      if (nodes.has(node)) continue;
      nodes.add(node);
      for (const one of readBy(node)) wanted.add(one);
    }
  const typed = new Map([...graph.valueInfo, ...graph.output, ...graph.input].map(info => [info.name, info]));
  const cut: GraphProto = {
    ...graph,
    node: graph.node.filter(node => nodes.has(node)),
    initializer: graph.initializer.filter(({ name }) => wanted.has(name)),
    sparseInitializer: graph.sparseInitializer.filter(({ values }) => wanted.has(values?.name ?? '')),
    input: graph.input.filter(({ name }) => wanted.has(name)),
    output: names.map(name => typed.get(name) ?? ({ name } as ValueInfoProto)),
  };
  return { ...model, graph: cut, functions: calledBy(model, cut.node) };
}

/** The nodes of a graph that put out each name: also, for a name within one of its graphs, the node around it. */
function makersOf({ node }: GraphProto): ReadonlyMap<string, readonly NodeProto[]> {
  const makers = new Map<string, NodeProto[]>();
  for (const outer of node)
    for (const name of new Set(nodesAmong([outer]).flatMap(({ output }) => output))) {
      const known = makers.get(name);
      if (known === undefined) makers.set(name, [outer]);
      else known.push(outer);
    }
  return makers;
}

/** The names that a node reads, those that its graphs read from around them included. */
function readBy(node: NodeProto): string[] {
  const named = (one: NodeProto): string[] =>
    one.attribute.flatMap(({ s, strings, g }) => [
      // A gradient names its values.
      ...(one.opType === 'Gradient' ? [s, ...strings].map(word => new TextDecoder().decode(word)) : []),
      ...(g?.output.map(({ name }) => name) ?? []),
    ]);
  return nodesAmong([node]).flatMap(one => [...one.input, ...named(one)]);
}

/** The functions that nodes call, and those that these call. */
function calledBy({ functions }: ReadModel, nodes: readonly NodeProto[]): ReadModel['functions'] {
  const found = new Set<ReadModel['functions'][number]>();
  const add = (callers: readonly NodeProto[]): void => {
    const called = new Set(nodesAmong(callers).map(operatorName));
    for (const one of functions) if (called.has(operatorName({ domain: one.domain, opType: one.name }))) found.add(one);
  };
  add(nodes);
  for (const one of found) add(one.node);
  return functions.filter(one => found.has(one));
}
