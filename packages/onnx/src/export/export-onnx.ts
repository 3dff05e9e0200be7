import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { GraphError, Node } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/author';
import { inputsOf, type KnownLoop, type LoopName, type Wire } from '@thalweg/graph/wires';
import { ContractError, sizeOf, type Sizes, stridesOf } from '@thalweg/tensor';
import { encodeUtf8, optionsOf, printed } from '@thalweg/tensor/engine';
import {
  type AttributeProtoSchema,
  type GraphProto,
  GraphProtoSchema,
  AttributeProto_AttributeType as Kind,
  type ModelProto,
  ModelProtoSchema,
  type NodeProtoSchema,
  type TensorProtoSchema,
  type ValueInfoProtoSchema,
} from 'onnx-buf';
import { type Applied, type Attribute, Block, type Declared } from './emission/block.ts';
import { onnxType, type Stored } from './emission/constants.ts';
import { Emission, Inexpressible, isFed, ModelParts } from './emission/emission.ts';
import { movedAxes, reshaped } from './emission/layout.ts';
import { writeFormula } from './emission/write-formula.ts';
import { type LoopWriter, loopWriters, reasons } from './loops/loop-writers.ts';
import { scan } from './recurrent/scan.ts';

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
  const needed = [...unsaid].flatMap(([name, { wire, reason }]) => (read.has(name) ? [`'${wire.name}' (${wire.operation?.name}): ${reason}`] : [])); // prettier-ignore
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

/** Writes wires and all that they depend on, but for what has a value already. */
function writeWires(emission: Emission, roots: readonly Wire[]): void {
  const order = orderOf(roots, wire => emission.has(wire));
  const results = new Map<Wire, Wire[]>();
  for (const wire of order)
    if (loopOf(wire) === 'scanPart') results.set(wire.inputs[0]!, [...(results.get(wire.inputs[0]!) ?? []), wire]);
  for (const wire of order) {
    if (emission.has(wire)) continue;
    try {
      emission.set(wire, written(emission, wire, results.get(wire) ?? []));
    } catch (error) {
      if (!(error instanceof Inexpressible)) throw error;
      emission.set(wire, emission.model.refuse(wire, error.message));
    }
  }
}

function loopOf({ operation }: Wire): LoopName | undefined {
  return operation?.kernel.kind === 'loop' ? operation.kernel.loop : undefined;
}

function written(emission: Emission, wire: Wire, results: readonly Wire[]): string {
  const { operation, inputs } = wire;
  if (operation === undefined) return emission.model.source(wire);
  const { kernel } = operation;
  switch (kernel.kind) {
    case 'elementwise':
      return writeFormula(emission, wire, kernel);
    case 'view':
      return writeView(emission, wire, kernel);
    case 'alias':
      return reshaped(emission, inputs[0]!, wire.shape);
    case 'mode':
      return emission.valueOf(inputs[1]!);
    case 'loop':
      break;
  }
  if (kernel.loop === undefined) throw new Inexpressible('its loop is a function of its own');
  if (kernel.loop === 'scan') {
    scan(emission, wire, results, writeWires);
    return '';
  }
  return loopWritten(emission, wire, kernel);
}

function loopWritten(emission: Emission, wire: Wire, { loop, parameters }: KnownLoop): string {
  const write = loopWriters[loop] as LoopWriter<LoopName> | undefined;
  if (write === undefined) throw new Inexpressible(reasons[loop] ?? 'it is a part of a gradient');
  return write(emission, wire, parameters as never);
}

type View = Extract<NonNullable<Wire['operation']>['kernel'], { readonly kind: 'view' }>;

/** Writes a view: a transposition, a broadcast, a split axis, a diagonal. */
function writeView(emission: Emission, wire: Wire, kernel: View): string {
  const [input, ...likes] = wire.inputs as [Wire, ...Wire[]];
  const { block } = emission;
  if (kernel.order !== undefined) return movedAxes(emission, emission.valueOf(input), kernel.order);
  switch (wire.operation!.name) {
    case 'broadcast':
    case 'repeat':
    case 'full':
      return block.apply('Expand', [emission.valueOf(input), emission.sizes(wire.shape, wire.inputs)]);
    case 'splitAxis':
      return reshaped(emission, input, wire.shape, [input, ...likes]);
  }
  if (keepsPlaces(wire, kernel)) return begun(emission, wire, input);
  if ([input.shape, wire.shape].every(isFixed)) return picked(emission, wire, kernel);
  if (wire.shape.length === input.shape.length - 1 && wire.inputs.length === 1) return diagonal(emission, wire, input);
  throw new Inexpressible('it is a view of its own, of sizes that are not fixed');
}

/** True for a view whose element at an index is that of the input at the same index: its axes are as long, or shorter. */
function keepsPlaces(wire: Wire, kernel: View): boolean {
  const { shape } = wire.inputs[0]!;
  if (shape.length !== wire.shape.length) return false;
  const marks = shape.map((_, axis) => 10 ** axis);
  const sizes = shape.map((_, axis) => axis + 2);
  return kernel.strides(sizes, marks, sizes).every((mark, axis) => mark === marks[axis]);
}

/** The elements before the ends of axes that are shorter than those of the input. */
function begun(emission: Emission, wire: Wire, input: Wire): string {
  return wire.shape.reduce<string>((value, length, axis) => {
    if (length === input.shape[axis]) return value;
    const [from, along] = [[0], [axis]].map(one => emission.constants.whole(one)) as [string, string];
    return emission.block.apply('Slice', [value, from, emission.sizes([length], wire.inputs), along]);
  }, emission.valueOf(input));
}

function isFixed(shape: readonly (number | string)[]): boolean {
  return shape.every(length => typeof length === 'number');
}

/** A view of fixed sizes: its elements by their places in the input. */
function picked(emission: Emission, wire: Wire, kernel: View): string {
  const [input] = wire.inputs as [Wire];
  const [from, to] = [input.shape as Sizes, wire.shape as Sizes];
  const strides = kernel.strides(from, stridesOf(from), to);
  let places = [0];
  to.forEach((length, axis) => {
    places = places.flatMap(place => Array.from({ length }, (_, n) => place + n * strides[axis]!));
  });
  const flat = reshaped(emission, input, [sizeOf(from)]);
  const found = emission.block.apply('Gather', [flat, emission.constants.whole(places)]);
  return emission.block.apply('Reshape', [found, emission.constants.whole(to)]);
}

/** The diagonals of matrices: of each row the element at its own number. */
function diagonal(emission: Emission, wire: Wire, input: Wire): string {
  const { block, constants } = emission;
  const rank = input.shape.length;
  const numbers = block.apply('Range', [constants.position(0), emission.length(input, rank - 1), constants.position(1)]); // prettier-ignore
  const column = block.apply('Unsqueeze', [numbers, constants.whole([1])]);
  const sizes = emission.sizes([...wire.shape, 1], [input]);
  const places = block.apply('Expand', [column, sizes]);
  const found = block.apply('GatherElements', [emission.valueOf(input), places], { axis: { int: rank - 1 } });
  return block.apply('Squeeze', [found, constants.whole([rank - 1])]);
}

/** Returns wires and all that they depend on in prediction, each after its inputs. Those that are known are left out. */
function orderOf(roots: readonly Wire[], isKnown: (wire: Wire) => boolean = () => false): Wire[] {
  const order: Wire[] = [];
  const done = new Set<Wire>();
  // An explicit stack: graphs can be deep.
  const open = [...roots].reverse();
  while (open.length > 0) {
    const wire = open.at(-1)!;
    const missing = done.has(wire) || isKnown(wire) ? [] : inputsOf(wire, false).filter(one => !done.has(one) && !isKnown(one)); // prettier-ignore
    if (missing.length > 0) {
      open.push(...missing.reverse());
      continue;
    }
    open.pop();
    if (done.has(wire) || isKnown(wire)) continue;
    done.add(wire);
    order.push(wire);
  }
  return order;
}
