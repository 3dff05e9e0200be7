import { toBinary } from '@bufbuild/protobuf';
import { GraphError, Node } from '@thalweg/graph';
import { nodeOf, type Wire } from '@thalweg/graph/engine';
import { ContractError } from '@thalweg/tensor';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import { ModelProtoSchema } from 'onnx-buf';
import { Block } from './block.ts';
import { Emission } from './emission.ts';
import { keepLive } from './live.ts';
import { isFed, ModelParts } from './model-parts.ts';
import { orderOf } from './order-of.ts';
import { toProto } from './to-proto.ts';
import { writeWires } from './write-wires.ts';

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
 * - **Values** ONNX Runtime's agree to about 1e-5. It has some operators, such as convolutions, for float32 only: they are
 *   computed in it for float64 too
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
