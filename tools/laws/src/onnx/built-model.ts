import { constant, parameter, type Node } from '@thalweg/graph';
import { isFloat, type Tensor } from '@thalweg/tensor';
import type { ModelProto, NodeProto } from 'onnx-buf';
import { NotOffered } from './not-offered.ts';
import { OnnxCall } from './onnx-call.ts';
import type { OnnxCase } from './onnx-case.ts';
import type { Operators } from './operator.ts';
import { tensorOfProto } from './tensor-of-proto.ts';

/** The operators of a model that a table lacks; those of other domains than ONNX's own have the domain before their name. */
export function operatorsMissing({ graph }: ModelProto, operators: Operators): string[] {
  return [...new Set(graph!.node.map(nameOf))].filter(name => operators[name] === undefined);
}

/** Builds the outputs of a test's model. Throws {@link NotOffered} if something is not offered. */
export function builtModel({ model, inputs }: OnnxCase, operators: Operators): Node[] {
  const graph = model.graph!;
  if ([...graph.input, ...graph.output].some(({ type }) => type?.value.case !== 'tensorType'))
    throw new NotOffered('sequences, maps and optional values');
  const opset = Number(model.opsetImport.find(({ domain }) => domain === '')!.version);
  const values = new Map<string, Node>();
  for (const initial of graph.initializer) values.set(initial.name, sourceOf(tensorOfProto(initial)));
  const names = graph.input.map(({ name }) => name).filter(name => !values.has(name));
  inputs.forEach((value, n) => values.set(names[n]!, sourceOf(tensorOfProto(value))));
  for (const node of graph.node) {
    const given = node.input.map(name => (name === '' ? undefined : values.get(name)));
    const found = [operators[nameOf(node)]!(new OnnxCall(node, { opset, inputs: given }))].flat();
    node.output.forEach((name, n) => found[n] && values.set(name, found[n]));
  }
  return graph.output.map(({ name }) => {
    const found = values.get(name);
    if (found === undefined) throw new NotOffered(`the output ${name}`);
    return found;
  });
}

function nameOf({ domain, opType }: NodeProto): string {
  return domain === '' ? opType : `${domain}.${opType}`;
}

/** Floats may vary, so that they are computed with in a pass. */
function sourceOf(value: Tensor): Node {
  return (isFloat(value.dtype) ? parameter(value) : constant(value)) as Node;
}
