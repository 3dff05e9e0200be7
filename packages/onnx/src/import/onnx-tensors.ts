import { ContractError, type Shape } from '@thalweg/tensor';
import { nearestName } from '@thalweg/tensor/engine';
import type { GraphProto, NodeProto, ValueInfoProto } from 'onnx-buf';
import { nodesIn, operatorName, readModel } from './read-model.ts';
import { fixedValues, products } from './weight-roles.ts';

/** A tensor that a node of an ONNX file puts out. */
export interface OnnxTensor {
  /** The name, which the option `outputs` of `importOnnx` takes. */
  readonly name: string;
  /** The operator that puts it out. */
  readonly operator: string;
  /** The name of the node that puts it out; often empty. */
  readonly node: string;
  /** The names that the node reads: tensors, inputs and weights. */
  readonly reads: readonly string[];
  /** The shape, if the file says it. */
  readonly shape?: Shape;
  /** True for an output of the file. */
  readonly isOutput: boolean;
  /** The layer that makes an output of this tensor, by the name of its weight: what a new head would read. */
  readonly head?: string;
}

/**
 * Returns the tensors of an ONNX file in the order of their nodes, without building anything, constants left out. The
 * last layer before an output is its head: the tensor that it reads has the field `head`.
 * `importOnnx(bytes, { outputs: [name] })` builds a model up to a tensor, and `importOnnx(bytes).tensors[name]!.shape`
 * is its shape where the file does not say it.
 *
 * - **Throws** `OnnxError` for bytes that are no ONNX model
 *
 * @example
 * const bytes = Uint8Array.from(atob('CAg6awoaCgF4CgF3EgF5Ggdwcm9kdWN0IgZNYXRNdWwSBGxpbmUqEwgCCAEQAUIBd0oIAABAQAAAAEBaGAoBeBITChEIARINCgcSBWJhdGNoCgIIAmIYCgF5EhMKEQgBEg0KBxIFYmF0Y2gKAggBQgQKABAS'), one => one.charCodeAt(0));
 * onnxTensors(bytes).map(({ name, operator, reads }) => `${name} = ${operator}(${reads})`) // => ['y = MatMul(x,w)']
 */
export function onnxTensors(bytes: Uint8Array): readonly OnnxTensor[] {
  return tensorsOf(readModel(bytes).graph);
}

/** As `onnxTensors`, of a graph. */
export function tensorsOf(graph: GraphProto): readonly OnnxTensor[] {
  const nodes = nodesIn(graph);
  const outputs = new Set(graph.output.map(({ name }) => name));
  const shapes = new Map([...graph.valueInfo, ...graph.output].map(info => [info.name, shapeOf(info)]));
  const heads = headsOf(graph, nodes);
  return nodes.flatMap(node =>
    node.output.flatMap((name): OnnxTensor[] => {
      if (name === '' || node.opType === 'Constant') return [];
      const [shape, head] = [shapes.get(name), heads.get(name)];
      const reads = node.input.filter(one => one !== '');
      const about = { name, operator: operatorName(node), node: node.name, reads, isOutput: outputs.has(name) };
      return [{ ...about, ...(shape && { shape }), ...(head !== undefined && { head }) }];
    }),
  );
}

/** Throws `ContractError` unless a graph has a tensor of a name, with names that it has. */
export function checkTensor(graph: GraphProto, name: string): void {
  const tensors = tensorsOf(graph);
  const names = [...tensors.map(one => one.name), ...graph.input.map(one => one.name)];
  if (names.includes(name)) return;
  const meant = nearestName(name, names);
  const heads = tensors.filter(({ head }) => head !== undefined).slice(0, 4);
  const some = heads.length > 0 ? heads : tensors.slice(-4);
  const listed = some.map(one => `'${one.name}'`).join(', ');
  throw new ContractError(
    'importOnnx',
    'an output must be a tensor of the file',
    `'${name}'`,
    `${meant === undefined ? '' : `Did you mean '${meant}'? `}${heads.length > 0 ? 'Heads read' : 'Its last ones are'} ${listed}; onnxTensors(bytes) lists all ${tensors.length}.`,
  );
}

/** The sizes that a file declares; one that it leaves open has the name of the value and of the axis. */
export function shapeOf({ name, type }: ValueInfoProto): Shape | undefined {
  const { value } = type?.value.case === 'tensorType' ? type.value : {};
  return value?.shape?.dim.map(({ value: size }, axis) => {
    if (size.case === 'dimValue' && size.value >= 0n) return Number(size.value);
    return size.case === 'dimParam' && size.value !== '' ? size.value : `${name}_${axis}`;
  });
}

/** The tensors that the last layers before outputs read, with the names of the layers' weights. */
function headsOf(graph: GraphProto, nodes: readonly NodeProto[]): ReadonlyMap<string, string> {
  const makers = new Map(nodes.flatMap(node => node.output.map(name => [name, node] as const)));
  const [heads, seen] = [new Map<string, string>(), new Set(graph.output.map(({ name }) => name))];
  const stored = fixedValues(graph, nodes);
  const withinStored = new Set(nodes.flatMap(({ attribute }) => attribute.flatMap(({ g }) => g?.initializer.map(({ name }) => name) ?? []))); // prettier-ignore
  for (const name of seen) {
    const node = makers.get(name);
    if (node === undefined || node.opType === 'Shape') continue;
    const made = node.input.filter(one => one !== '' && !stored.has(one) && !withinStored.has(one));
    const weight = node.input[1];
    if (products.has(node.opType) && weight !== undefined && made[0] === node.input[0] && !made.includes(weight))
      heads.set(made[0]!, weight);
    else for (const one of [...made, ...innerOutputs(node)]) seen.add(one);
  }
  return heads;
}

/** The outputs of the graphs within a node. */
function innerOutputs({ attribute }: NodeProto): string[] {
  return attribute.flatMap(({ g }) => g?.output.map(({ name }) => name) ?? []);
}
