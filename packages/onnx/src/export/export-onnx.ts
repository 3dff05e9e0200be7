import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { GraphError, Node } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/author';
import type { Wire } from '@thalweg/graph/wires';
import { ContractError } from '@thalweg/tensor';
import { encodeUtf8, optionsOf, printed } from '@thalweg/tensor/engine';
import {
  AttributeProto_AttributeType as Kind,
  type AttributeProtoSchema,
  type GraphProto,
  GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  type NodeProtoSchema,
  type TensorProtoSchema,
  type ValueInfoProtoSchema,
} from 'onnx-buf';
import { type Applied, type Attribute, Block, type Declared } from './emission/block.ts';
import { onnxType, type Stored } from './emission/constants.ts';
import { Emission, isFed, ModelParts } from './emission/emission.ts';
import { orderOf, writeWires } from './write-wires.ts';

/** Options of {@link exportOnnx}. */
export interface ExportOptions {
  /** The name of the graph; `model` by default. */
  readonly name?: string;
  /** The version of the operators, from 18 to 22; 18 by default. */
  readonly opset?: number;
}

/** The versions of the operators that are written. */
const OPSETS = { least: 18, most: 22 } as const;

/**
 * Returns a model file of ONNX that computes nodes as a prediction does: `whenTraining` takes its second arm. Inputs, parameters
 * and states keep their names, and named axes, such as `'batch'`, stay dynamic. Parameters and states are stored with their
 * present values. A scan becomes a Scan, and the scans of LSTM and GRU layers become the operators of these names.
 *
 * - **Values** those of ONNX Runtime agree to about 1e-5. Some of its operators, such as convolutions, exist for float32 only:
 *   they compute float64 values in float32
 * - **Throws** `GraphError` for what ONNX cannot say, with the name of each such node and the reason; for two inputs or outputs of
 *   one name; `ContractError` for another version
 * - **Source** ONNX, "Open Neural Network Exchange Intermediate Representation Specification" and "Operator Schemas"
 *
 * @example
 * const x = input('x', ['batch', 2]);
 * const file = exportOnnx({ y: relu(x) }); // a Uint8Array
 * file.length > 0 // => true
 */
export function exportOnnx(outputs: Node | Readonly<Record<string, Node>>, options?: ExportOptions): Uint8Array {
  const { name, opset } = optionsOf('exportOnnx', options, { name: 'model', opset: OPSETS.least as number });
  if (!Number.isInteger(opset) || opset < OPSETS.least || opset > OPSETS.most)
    throw new ContractError(
      'exportOnnx',
      `opset must be a whole number from ${OPSETS.least} to ${OPSETS.most}`,
      printed(opset),
      'Leave it out for 18.',
    );
  const named = outputsOf(outputs);
  const model = new ModelParts(opset);
  const block = new Block(model.names);
  const emission = new Emission(block, model);
  declareInputs(emission, [...named.values()]);
  reserve(model, named.keys());
  writeWires(emission, [...named.values()]);
  for (const [output, wire] of named) {
    const { dtype, shape } = wire;
    block.output({ value: emission.valueOf(wire), name: output, dtype, shape });
  }
  const read = keepLive(block);
  checkSaid(model, read);
  const stored = model.constants.all.filter(one => read.has(one.name));
  return toBinary(ModelProtoSchema, toProto({ name, opset, block, stored }));
}

function outputsOf(outputs: Node | Readonly<Record<string, Node>>): ReadonlyMap<string, Wire> {
  if (outputs instanceof Node) return new Map([[outputs.name, outputs as Wire]]);
  const all = Object.entries(outputs).map(([name, node]) => [name, nodeOf('exportOnnx', node) as Wire] as const);
  if (all.length > 0) return new Map(all);
  throw new GraphError('exportOnnx', 'there must be an output', 'none', 'Name a node: { prediction }.');
}

function declareInputs({ block, model }: Emission, roots: readonly Wire[]): void {
  for (const wire of orderOf(roots).filter(isFed)) {
    const { name, dtype, shape } = wire;
    if (!model.names.take(name))
      throw new GraphError('exportOnnx', 'each input must have its own name', `'${name}' twice`, 'Rename one.');
    model.addInput(wire);
    block.inputs.push({ name, dtype, shape });
  }
}

function reserve({ names }: ModelParts, outputs: Iterable<string>): void {
  for (const name of outputs)
    if (!names.take(name))
      throw new GraphError(
        'exportOnnx',
        'outputs must have other names than inputs',
        `'${name}' for both`,
        'Name it: { prediction: node }.',
      );
}

/** Refuses a model with nodes that ONNX cannot say. */
function checkSaid({ unsaid }: ModelParts, read: ReadonlySet<string>): void {
  const needed = [...unsaid].flatMap(([name, { wire, reason }]) => (read.has(name) ? [`'${wire.name}' (${wire.rule?.name}): ${reason}`] : [])); // prettier-ignore
  if (needed.length > 0)
    throw new GraphError(
      'exportOnnx',
      'every node must have a form in ONNX',
      [...new Set(needed)].join('; '),
      'Export the part before or after them.',
    );
}

/** Leaves out of a graph, and of those within, what no output depends on. Returns the names that it reads, its own included. */
function keepLive(block: Block): ReadonlySet<string> {
  const read = new Set<string>();
  const kept: Applied[] = [];
  const wanted = new Set(block.outputs.map(({ name }) => name));
  for (const applied of [...block.applied].reverse()) {
    if (!applied.outputs.some(output => read.has(output) || wanted.has(output))) continue;
    kept.push(applied);
    for (const input of applied.inputs) read.add(input);
    for (const attribute of Object.values(applied.attributes))
      if ('graph' in attribute) for (const name of keepLive(attribute.graph)) read.add(name);
  }
  block.applied.splice(0, Infinity, ...kept.reverse());
  return read;
}

/** A model to write: its graph, what it stores, its name, and the version of the operators. */
interface ModelToWrite {
  readonly name: string;
  readonly opset: number;
  readonly block: Block;
  readonly stored: readonly Stored[];
}

/** Returns a model as the messages of ONNX. */
function toProto({ name, opset, block, stored }: ModelToWrite): ModelProto {
  return create(ModelProtoSchema, {
    irVersion: BigInt(opset < 19 ? 8 : opset < 21 ? 9 : 10),
    producerName: 'thalweg',
    opsetImport: [{ domain: '', version: BigInt(opset) }],
    graph: graphOf(block, name, stored),
  });
}

function graphOf(block: Block, name: string, stored: readonly Stored[] = []): GraphProto {
  return create(GraphProtoSchema, {
    name,
    initializer: stored.map(tensorOf),
    node: block.applied.map(nodeProtoOf),
    input: block.inputs.map(declaredOf),
    output: block.outputs.map(declaredOf),
  });
}

function nodeProtoOf({ operator, inputs, outputs, attributes }: Applied): MessageInitShape<typeof NodeProtoSchema> {
  return {
    opType: operator,
    name: outputs[0]!,
    input: [...inputs],
    output: [...outputs],
    attribute: Object.entries(attributes).map(([name, value]) => attributeOf(name, value)),
  };
}

function attributeOf(name: string, value: Attribute): MessageInitShape<typeof AttributeProtoSchema> {
  if ('int' in value) return { name, type: Kind.INT, i: BigInt(value.int) };
  if ('ints' in value) return { name, type: Kind.INTS, ints: value.ints.map(BigInt) };
  if ('float' in value) return { name, type: Kind.FLOAT, f: value.float };
  if ('text' in value) return { name, type: Kind.STRING, s: utf8Of(value.text) };
  if ('texts' in value) return { name, type: Kind.STRINGS, strings: value.texts.map(utf8Of) };
  return { name, type: Kind.GRAPH, g: graphOf(value.graph, 'body') };
}

function declaredOf({ name, dtype, shape }: Declared): MessageInitShape<typeof ValueInfoProtoSchema> {
  const dim = shape.map(length => ({
    value: typeof length === 'number' ? { case: 'dimValue' as const, value: BigInt(length) } : { case: 'dimParam' as const, value: length }, // prettier-ignore
  }));
  return { name, type: { value: { case: 'tensorType', value: { elemType: onnxType(dtype), shape: { dim } } } } };
}

function tensorOf({ name, dtype, shape, data }: Stored): MessageInitShape<typeof TensorProtoSchema> {
  const rawData = new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
  return { name, dataType: onnxType(dtype), dims: shape.map(BigInt), rawData };
}

function utf8Of(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(encodeUtf8(text));
}
