import { GraphError, type GraphLimits, type Input, type Node, type Parameter, type Register } from '@thalweg/graph';
import { limitGraph, limitsOf } from '@thalweg/graph/portable';
import { ContractError, type Shape, ShapeError, type TensorLike } from '@thalweg/tensor';
import { oneOf, optionsOf, printed } from '@thalweg/tensor/engine';
import type { GraphProto, ModelProto, NodeProto } from 'onnx-buf';
import { Building } from './building.ts';
import { OnnxError } from './call/onnx-error.ts';
import type { OnnxOperators } from './call/onnx-operator.ts';
import type { OnnxProblem } from './call/onnx-problem.ts';
import { checkTensor } from './graph-tensors.ts';
import { Initializers, type Trainable } from './initializers.ts';
import { checkInputs, fixedShapes, modelInputs } from './model-inputs.ts';
import { modelProblems } from './model-problems.ts';
import { neededFor } from './needed.ts';
import { operators as known } from './operators/operators.ts';
import { nodesAmong, nodesIn, operatorName, readModel, type ReadModel } from './read-model.ts';
import { takeExternal, typesOf } from './stored-tensors.ts';

/** Options of {@link importOnnx}. */
export interface ImportOnnxOptions {
  /**
   * Chooses the weights that are parameters, and so are trained: all by default, none, those with names, or those that a function chooses
   * by their name and the names of the nodes that read them. The others are states, which keep their values.
   */
  readonly trainable?: Trainable;
  /**
   * Tensors of the file by their names, in place of its outputs, such as the features before its head. Only what they need is built
   * and checked. `onnxTensors(bytes)` lists the names.
   */
  readonly outputs?: readonly string[];
  /**
   * `'frozen'`, the default: batch norms use the running statistics of the file, also in training. `'train'`: in training they use those
   * of the batch, and each step moves the running ones, as PyTorch's do.
   */
  readonly batchNorm?: 'frozen' | 'train';
  /** Shapes of inputs, by their names: names for axes that the model leaves open, or sizes that it should be built for. */
  readonly shapes?: Readonly<Record<string, Shape>>;
  /** Values of inputs that never change, by their names, such as the new shape of a reshaping. They are no inputs of the result. */
  readonly values?: Readonly<Record<string, TensorLike>>;
  /** The files that hold weights outside of the model, by the names that it has for them, as `model.onnx_data`. */
  readonly files?: Readonly<Record<string, Uint8Array>>;
  /** Operators that are missing here, or that should be others, by their names in ONNX. */
  readonly operators?: OnnxOperators;
  /**
   * The most that the model may take in a pass: by default 2²⁸ elements for one value, 1 GiB for all values, and 2⁴⁰ operations.
   * A model whose fixed sizes take more is refused, and so is a pass in which its named sizes do.
   */
  readonly limits?: GraphLimits;
}

/** A model that was read from an ONNX file. */
export interface OnnxModel {
  /** The name of its graph. */
  readonly name: string;
  /** The inputs, by their names in the file. */
  readonly inputs: Readonly<Record<string, Input>>;
  /** The outputs, by their names in the file. */
  readonly outputs: Readonly<Record<string, Node>>;
  /** All values that its nodes compute, by their names in the file: `onnxTensors(bytes)` says which operators they come from. */
  readonly tensors: Readonly<Record<string, Node>>;
  /** The only output; it throws `GraphError` if there are several. */
  readonly prediction: Node;
  /** The weights that are trained, by their names in the file. */
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** The weights that are not trained, and the running statistics, by their names in the file. */
  readonly states: Readonly<Record<string, Register>>;
  /** The version of ONNX's operators. */
  readonly opset: number;
  /** The program that wrote the file, and its version. */
  readonly producer: string;
  /** The notes of the file about itself, such as its licence. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Reads an ONNX model as a circuit: its inputs, its outputs, and its weights as parameters, with their names. Axes that the
 * model leaves open get its names for them, such as `batch`; one without a name is called after its input, as `x_0`. Images
 * stay channels first.
 *
 * A model predicts as it was exported: batch norms use their running statistics, and nothing is dropped out. Train all of
 * it, or only its head, by the option `trainable`. Whole numbers of 64 bits become int32.
 *
 * - **Throws** {@link OnnxError}, which names all operators, dtypes, versions and files that do not exist here, and inputs
 *   that must be known, and a model that takes more than its `limits`; `ContractError` for a name that the model does not have; `ShapeError` for a shape that is not that
 *   of the model
 * - **Memory** of the weights, one copy
 *
 * @example
 * const bytes = Uint8Array.from(atob('CAg6awoaCgF4CgF3EgF5Ggdwcm9kdWN0IgZNYXRNdWwSBGxpbmUqEwgCCAEQAUIBd0oIAABAQAAAAEBaGAoBeBITChEIARINCgcSBWJhdGNoCgIIAmIYCgF5EhMKEQgBEg0KBxIFYmF0Y2gKAggBQgQKABAS'), one => one.charCodeAt(0));
 * const model = importOnnx(bytes);
 * model.inputs.x!.set([[1, 2]]);
 * read(model.prediction).toArray() // => [[7]]
 */
export function importOnnx(bytes: Uint8Array, options?: ImportOnnxOptions): OnnxModel {
  const {
    trainable,
    outputs: names,
    batchNorm,
    shapes,
    values,
    files,
    operators,
    limits,
  } = optionsOf('importOnnx', options, {
    trainable: undefined,
    outputs: undefined,
    batchNorm: 'frozen',
    shapes: undefined,
    values: undefined,
    files: undefined,
    operators: undefined,
    limits: undefined,
  });
  oneOf('importOnnx', batchNorm, ['frozen', 'train'], 'batchNorm');
  const most = limitsOf('importOnnx', limits);
  const whole = readModel(bytes);
  const model = names === undefined ? whole : cutAt(whole, names);
  const { graph } = model;
  const external = takeExternal(model, files ?? {});
  const table: OnnxOperators = { ...known, ...operators };
  const size = Object.values(files ?? {}).reduce((sum, { length }) => sum + length, bytes.length);
  const initializers = new Initializers(trainable, size);
  checkInputs(whole.graph, [...Object.keys(shapes ?? {}), ...Object.keys(values ?? {})]);
  const given = modelInputs(graph, { shapes: shapes ?? {}, values: values ?? {} });
  const building = buildingOf(model, { operators: table, initializers, trainsNorms: batchNorm === 'train' });
  const found = building.outputsOf(graph, given.values, given.missing);
  const outputs = found.map((output, n) => output ?? building.tensors.get(graph.output[n]!.name));
  const named = [...modelProblems(model, table), ...external, ...initializers.problems];
  const problems = completed([...named, ...given.problems, ...building.problems], { graph, outputs, most });
  const advice = { before: [...building.before], shapes: fixedShapes(graph, shapes ?? {}) };
  if (problems.length > 0) throw new OnnxError(problems, { cause: building.causes[0], ...advice });
  initializers.check(storedNames(whole));
  return {
    name: graph.name,
    inputs: Object.fromEntries(given.inputs),
    outputs: Object.fromEntries(graph.output.map(({ name }, n) => [name, outputs[n]!])),
    // What the outputs do not depend on is not within the limits.
    tensors: Object.fromEntries([...building.tensors].filter(([, one]) => one.circuit !== undefined && one.limits !== undefined)), // prettier-ignore
    get prediction(): Node {
      return onlyOutput(this.outputs);
    },
    parameters: Object.fromEntries(initializers.parameters),
    states: Object.fromEntries(initializers.states),
    ...aboutItself(model),
  };
}

/** The choices by which a model is built. */
interface Choices {
  readonly operators: OnnxOperators;
  readonly initializers: Initializers;
  readonly trainsNorms: boolean;
}

function buildingOf(model: ReadModel, { operators, initializers, trainsNorms }: Choices): Building {
  const types = typesOf(model);
  const language = {
    opset: opsetOf(model),
    operators,
    trainsNorms,
    functions: functionsOf(model),
    typeOf: (name: string) => types.get(name),
    initial: (one: GraphProto) => initializers.of(one),
    weigh: (one: GraphProto, node: NodeProto, value: Node) => initializers.weigh(one, node, value),
  };
  return new Building(language, nodesIn(model.graph).length + nodesAmong(model.functions.flatMap(({ node }) => node)).length);
} // prettier-ignore

/** The outputs that were built for a graph, and the limits of their passes. */
interface Built {
  readonly graph: GraphProto;
  readonly outputs: readonly (Node | undefined)[];
  readonly most: ReturnType<typeof limitsOf>;
}

/** Returns problems with those of the outputs, which only show if there are no others. */
function completed(problems: readonly OnnxProblem[], { graph, outputs, most }: Built): readonly OnnxProblem[] {
  if (problems.length > 0) return problems;
  const missing = graph.output.filter((_, n) => outputs[n] === undefined);
  if (missing.length > 0)
    return missing.map(({ name }) => ({ kind: 'file', subject: `output '${name}'`, reason: 'no node puts it out' }));
  const excess = excessOf(outputs as readonly Node[], most);
  return excess === undefined ? [] : [excess];
}

/** The part of a model that some of its tensors need. Throws `ContractError` for a name that it does not have. */
function cutAt(model: ReadModel, names: readonly string[]): ReadModel {
  const isList: boolean = Array.isArray(names) && names.length > 0;
  if (!isList)
    throw new ContractError('importOnnx', 'outputs must be a list of names of tensors', printed(names), 'onnxTensors(bytes) lists them.'); // prettier-ignore
  names.forEach(name => checkTensor(model.graph, name));
  return neededFor(model, names);
}

/** The names of what a model stores. */
function storedNames({ graph }: ReadModel): string[] {
  const constants = nodesIn(graph).flatMap(({ opType, output }) => (opType === 'Constant' ? output : []));
  return [...graph.initializer.map(({ name }) => name), ...constants];
}

/** Limits the passes of a model; returns what it exceeds already. */
function excessOf(outputs: readonly Node[], limits: ReturnType<typeof limitsOf>): OnnxProblem | undefined {
  try {
    limitGraph(outputs, limits);
    return undefined;
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    const { subject, requirement, given } = error;
    return { kind: 'limit', subject, reason: `${requirement}, and one has ${given}` };
  }
}

function onlyOutput(outputs: Readonly<Record<string, Node>>): Node {
  const [name, ...others] = Object.keys(outputs);
  if (others.length === 0) return outputs[name!]!;
  throw new GraphError('importOnnx', 'there must be one output', [name, ...others].join(', '), `Take one of them, as in model.outputs.${name}.`); // prettier-ignore
}

function functionsOf({ functions }: ReadModel): ReadonlyMap<string, ReadModel['functions'][number]> {
  return new Map(functions.map(each => [operatorName({ domain: each.domain, opType: each.name }), each]));
}

function aboutItself(model: ReadModel): Pick<OnnxModel, 'opset' | 'producer' | 'metadata'> {
  return {
    opset: opsetOf(model),
    producer: `${model.producerName} ${model.producerVersion}`.trim(),
    metadata: Object.fromEntries(model.metadataProps.map(({ key, value }) => [key, value])),
  };
}

/** Returns the version of ONNX's own operators in a model. */
function opsetOf({ opsetImport }: ModelProto): number {
  return Number(opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version ?? 1);
}
