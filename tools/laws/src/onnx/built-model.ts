import { constant, parameter, type Node } from '@thalweg/graph';
import { isFloat, type Tensor } from '@thalweg/tensor';
import type { GraphProto, ModelProto, NodeProto } from 'onnx-buf';
import { NotOffered } from './not-offered.ts';
import { OnnxCall } from './onnx-call.ts';
import type { OnnxCase } from './onnx-case.ts';
import type { Operators } from './operator.ts';
import { dtypeOfProto, tensorOfProto } from './tensor-of-proto.ts';

/** The operators of a model that a table lacks. */
export function operatorsMissing({ graph }: ModelProto, operators: Operators): string[] {
  return [...new Set(nodesIn(graph!).map(nameOf))].filter(name => operators[name] === undefined);
}

/** The nodes of a graph, and of the graphs within it. */
export function nodesIn(graph: GraphProto): NodeProto[] {
  return graph.node.flatMap(node => [node, ...node.attribute.flatMap(({ g }) => (g === undefined ? [] : nodesIn(g)))]);
}

/** Builds the outputs of a test's model. Throws {@link NotOffered} if something is not offered. */
export function builtModel({ model, inputs }: OnnxCase, operators: Operators): Node[] {
  const graph = model.graph!;
  for (const { type } of [...graph.input, ...graph.output]) {
    if (type?.value.case !== 'tensorType') throw new NotOffered('sequences, maps and optional values');
    dtypeOfProto(type.value.value.elemType);
  }
  const opset = Number(model.opsetImport.find(({ domain }) => domain === '')?.version ?? 0);
  const initial = new Set(graph.initializer.map(({ name }) => name));
  const names = graph.input.map(({ name }) => name).filter(name => !initial.has(name));
  const values = new Map(inputs.map((value, n) => [names[n]!, sourceOf(tensorOfProto(value))]));
  return outputsOf(graph, values, { opset, operators });
}

interface Language {
  readonly opset: number;
  readonly operators: Operators;
}

/** Builds the outputs of a graph on values by their names; those that are not its inputs are of the graph around it. */
function outputsOf(graph: GraphProto, known: ReadonlyMap<string, Node>, language: Language): Node[] {
  const values = new Map(known);
  for (const initial of graph.initializer) values.set(initial.name, sourceOf(tensorOfProto(initial)));
  const within = (inner: GraphProto, inputs: readonly Node[]): Node[] => {
    const own = inputs.map((value, n) => [inner.input[n]!.name, value] as const);
    return outputsOf(inner, new Map([...values, ...own]), language);
  };
  for (const node of graph.node) {
    const inputs = node.input.map(name => (name === '' ? undefined : values.get(name)));
    const call = new OnnxCall(node, { opset: language.opset, inputs, within, named: name => values.get(name) });
    const found = [language.operators[nameOf(node)]!(call)].flat();
    node.output.forEach((name, n) => found[n] && values.set(name, found[n]));
  }
  return graph.output.map(({ name }) => {
    const found = values.get(name);
    if (found === undefined) throw new NotOffered(`the output ${name}`);
    return found;
  });
}

/** The name of a node's operator; that of another domain than ONNX's own has the domain before it. */
export function nameOf({ domain, opType }: NodeProto): string {
  return domain === '' ? opType : `${domain}.${opType}`;
}

/** Floats may vary, so that they are computed with in a pass. */
function sourceOf(value: Tensor): Node {
  return (isFloat(value.dtype) ? parameter(value) : constant(value)) as Node;
}
