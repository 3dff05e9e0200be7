import {
  constant,
  GraphError,
  type GraphLimits,
  type Input,
  input,
  type Node,
  type Parameter,
  type Register,
} from '@thalweg/graph';
import { limitGraph, limitsOf } from '@thalweg/graph/portable';
import { normalShape } from '@thalweg/graph/wires';
import {
  ContractError,
  printShape,
  sameShape,
  type Shape,
  ShapeError,
  sizeOf,
  type Sizes,
  tensor,
  type TensorLike,
} from '@thalweg/tensor';
import { nearestName, oneOf, optionsOf, printed } from '@thalweg/tensor/engine';
import { type GraphProto, type ModelProto, type TensorProto, type ValueInfoProto } from 'onnx-buf';
import { Building } from './building.ts';
import { keyOf, OnnxError } from './call/onnx-error.ts';
import type { OnnxOperators } from './call/onnx-operator.ts';
import type { OnnxProblem } from './call/onnx-problem.ts';
import { dtypeOfProto, nameOfDtype } from './call/tensor-of-proto.ts';
import { storedTensors, takeExternal } from './external.ts';
import { Initializers, type Trainable } from './initializers.ts';
import { neededFor } from './needed.ts';
import { checkTensor, shapeOf } from './onnx-tensors.ts';
import { operators as known } from './operators/operators.ts';
import { nodesAmong, nodesIn, operatorName, readModel, type ReadModel } from './read-model.ts';

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
  const initializers = new Initializers(
    trainable,
    Object.values(files ?? {}).reduce((sum, { length }) => sum + length, bytes.length),
  );
  const types = typesOf(model);
  checkInputs(whole.graph, [...Object.keys(shapes ?? {}), ...Object.keys(values ?? {})]);
  const given = modelInputs(graph, { shapes: shapes ?? {}, values: values ?? {} });
  const building = new Building(
    {
      opset: opsetOf(model),
      operators: table,
      trainsNorms: batchNorm === 'train',
      functions: functionsOf(model),
      typeOf: name => types.get(name),
      initial: one => initializers.of(one),
      weigh: (one, node, value) => initializers.weigh(one, node, value),
    },
    nodesIn(graph).length + nodesAmong(model.functions.flatMap(({ node }) => node)).length,
  );
  const found = building.outputsOf(graph, given.values, given.missing);
  const outputs = found.map((output, n) => output ?? building.tensors.get(graph.output[n]!.name));
  const problems = [
    ...modelProblems(model, table),
    ...external,
    ...initializers.problems,
    ...given.problems,
    ...building.problems,
  ];
  outputs.forEach((output, n) => {
    if (output === undefined && problems.length === 0)
      problems.push({ kind: 'file', subject: `output '${graph.output[n]!.name}'`, reason: 'no node puts it out' });
  });
  const excess = problems.length > 0 ? undefined : excessOf(outputs as readonly Node[], most);
  if (excess !== undefined) problems.push(excess);
  if (problems.length > 0)
    throw new OnnxError(problems, {
      cause: building.causes[0],
      before: [...building.before],
      shapes: fixedShapes(graph, shapes ?? {}),
    });
  initializers.check(storedNames(whole));
  return {
    name: graph.name,
    inputs: Object.fromEntries(given.inputs),
    outputs: Object.fromEntries(graph.output.map(({ name }, n) => [name, outputs[n]!])),
    tensors: Object.fromEntries([...building.tensors].filter(([, { circuit }]) => circuit !== undefined)),
    get prediction(): Node {
      return onlyOutput(this.outputs);
    },
    parameters: Object.fromEntries(initializers.parameters),
    states: Object.fromEntries(initializers.states),
    ...aboutItself(model),
  };
}

/** The part of a model that some of its tensors need. Throws `ContractError` for a name that it does not have. */
function cutAt(model: ReadModel, names: readonly string[]): ReadModel {
  if (!Array.isArray(names) || names.length === 0)
    throw new ContractError('importOnnx', 'outputs must be a list of names of tensors', printed(names), 'onnxTensors(bytes) lists them.'); // prettier-ignore
  names.forEach(name => checkTensor(model.graph, name));
  return neededFor(model, names);
}

/** The names of what a model stores. */
function storedNames({ graph }: ReadModel): string[] {
  const constants = nodesIn(graph).flatMap(({ opType, output }) => (opType === 'Constant' ? output : []));
  return [...graph.initializer.map(({ name }) => name), ...constants];
}

/** The dtypes of stored values, of inputs and of what is cast, by their names. */
function typesOf(model: ReadModel): ReadonlyMap<string, number> {
  const types = new Map(storedTensors(model).map(({ name, dataType }) => [name, dataType] as const));
  for (const { name, type } of model.graph.input)
    if (type?.value.case === 'tensorType') types.set(name, type.value.value.elemType);
  for (const { opType, input, output, attribute } of nodesIn(model.graph)) {
    const own = attribute.find(({ name }) => (opType === 'Cast' ? name === 'to' : name === 'value'));
    const type =
      opType === 'Cast' ? Number(own?.i ?? 0) : opType === 'Constant' ? own?.t?.dataType : types.get(input[0] ?? '');
    if (type !== undefined && (input.length === 0 || ['Cast', 'Identity'].includes(opType)))
      types.set(output[0] ?? '', type);
  }
  return types;
}

/** Shapes with a size for each axis that the inputs of a model leave open, as the option that fixes them: a batch of 1, images of 224, sounds of a second. */
function fixedShapes(graph: GraphProto, given: Readonly<Record<string, Shape>>): string {
  const initial = new Set(graph.initializer.map(({ name }) => name));
  const shapes = graph.input.filter(({ name }) => !initial.has(name)).flatMap(info => {
    const shape = given[info.name] ?? shapeOf(info);
    if (shape === undefined || shape.every(size => typeof size === 'number')) return [];
    const usual = shape.length === 4 ? 224 : shape.length === 2 ? 16_000 : 16;
    const fixed = shape.map((size, axis) => (typeof size === 'number' ? size : axis === 0 || size.startsWith('batch') ? 1 : usual));
    return [`${keyOf(info.name)}: [${fixed.join(', ')}]`];
  });
  return `{ ${shapes.join(', ')} }`;
} // prettier-ignore

/** Throws `ContractError` for a name that no input has. */
function checkInputs({ input: all, initializer }: GraphProto, given: readonly string[]): void {
  const initial = new Set(initializer.map(({ name }) => name));
  const names = all.map(({ name }) => name).filter(name => !initial.has(name));
  for (const name of given) oneOf('importOnnx', name, names, 'an input');
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

/** The latest version of each set of operators that is known. */
const LATEST: Readonly<Record<string, number>> = { '': 22, 'ai.onnx.ml': 5, 'ai.onnx.preview.training': 1 };

/** Returns the version of ONNX's own operators in a model. */
function opsetOf({ opsetImport }: ModelProto): number {
  return Number(opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version ?? 1);
}

/** Returns everything that does not exist here and that a look at the file shows: versions, operators, dtypes, external data. */
function modelProblems(model: ReadModel, operators: OnnxOperators): OnnxProblem[] {
  const nodes = [...nodesIn(model.graph), ...nodesAmong(model.functions.flatMap(({ node }) => node))];
  const defined = new Set(model.functions.map(({ domain, name }) => operatorName({ domain, opType: name })));
  const [names, reasons] = [Object.keys(operators), new Map<string, string>()];
  return [
    ...versions(model),
    ...nodes.flatMap((node): OnnxProblem[] => {
      const subject = operatorName(node);
      if (defined.has(subject) || Object.hasOwn(operators, subject)) return [];
      const reason = reasons.get(subject) ?? unknownOperator(subject, names);
      reasons.set(subject, reason);
      return [{ kind: 'operator', subject, reason, at: node.name === '' ? (node.output[0] ?? '') : node.name }];
    }),
    ...storedTensors(model).flatMap(tensorProblems),
    ...[model.graph, ...nodes.flatMap(({ attribute }) => attribute.flatMap(({ g }) => g ?? []))].flatMap(sparse),
    ...values(model.graph),
  ];
}

function unknownOperator(name: string, names: readonly string[]): string {
  const meant = nearestName(name, names);
  return `no such operator exists here${meant === undefined ? '' : `, the nearest name is ${meant}`}`;
}

function versions({ opsetImport }: ModelProto): OnnxProblem[] {
  return opsetImport.flatMap(({ domain, version }): OnnxProblem[] => {
    const latest = LATEST[domain === 'ai.onnx' ? '' : domain];
    if (latest === undefined || version <= latest) return [];
    return [{ kind: 'opset', subject: `opset ${version}`, reason: `the latest known one of ${domain || 'ai.onnx'} is ${latest}` }];
  });
} // prettier-ignore

function sparse({ sparseInitializer }: GraphProto): OnnxProblem[] {
  return sparseInitializer.map(({ values }): OnnxProblem => ({ kind: 'dtype', subject: 'sparse tensor', reason: 'only dense ones exist here', at: values?.name ?? '' })); // prettier-ignore
}

function tensorProblems({ name, dataType }: TensorProto): OnnxProblem[] {
  return dtypeProblems(dataType, name === '' ? {} : { at: name });
}

/** Inputs and outputs of the model. */
function values({ input, output }: GraphProto): OnnxProblem[] {
  return [...input, ...output].flatMap(({ name, type }): OnnxProblem[] => {
    if (type?.value.case === 'tensorType') return dtypeProblems(type.value.value.elemType, { at: name });
    if (type?.value.case === undefined) return [];
    return [{ kind: 'dtype', subject: name, reason: 'sequences, maps and optional values' }];
  });
}

function dtypeProblems(type: number, place: { readonly at?: string }): OnnxProblem[] {
  try {
    dtypeOfProto(type);
    return [];
  } catch (error) {
    return [{ kind: 'dtype', subject: nameOfDtype(type), reason: (error as { readonly reason: string }).reason, ...place }];
  }
} // prettier-ignore

/** Shapes and values that a caller gives to inputs. */
interface InputSettings {
  readonly shapes: Readonly<Record<string, Shape>>;
  readonly values: Readonly<Record<string, TensorLike>>;
}

/** The inputs of a model: sources that values enter by, and those that have a fixed value. */
interface ModelInputs {
  readonly inputs: ReadonlyMap<string, Input>;
  readonly values: ReadonlyMap<string, Node>;
  readonly missing: readonly string[];
  readonly problems: readonly OnnxProblem[];
}

/** Makes the inputs of a graph that no initializer fills. */
function modelInputs(graph: GraphProto, { shapes, values }: InputSettings): ModelInputs {
  const initial = new Set(graph.initializer.map(({ name }) => name));
  const given = graph.input.filter(({ name }) => !initial.has(name));
  const [problems, missing]: [OnnxProblem[], string[]] = [[], []];
  const [inputs, all] = [new Map<string, Input>(), new Map<string, Node>()];
  for (const info of given) {
    const { name } = info;
    const declared = shapeOf(info);
    const [shape, dtype] = [shapes[name] ?? declared, dtypeOf(info)];
    if (Object.hasOwn(values, name)) all.set(name, fixed(name, tensor(values[name]!, dtype === undefined ? {} : { dtype }), shape));
    else if (shape === undefined || dtype === undefined) {
      missing.push(name);
      // Other dtypes are named already.
      if (shape === undefined) problems.push({ kind: 'file', subject: `input '${name}'`, reason: 'it has no shape; { shapes } gives it one' });
    }
    else if (!isHeld(shape)) {
      missing.push(name);
      problems.push({ kind: 'file', subject: `input '${name}'`, reason: `no memory holds a value of the sizes ${printShape(shape)}` });
    } else {
      if (declared !== undefined) checkRefined(name, shape, declared);
      const made = inputOf(name, shape, dtype);
      if (made instanceof ShapeError) {
        missing.push(name);
        problems.push({ kind: 'file', subject: `input '${name}'`, reason: made.message });
      } else {
        inputs.set(name, made);
        all.set(name, made as Node);
      }
    }
  }
  return { inputs, values: all, missing, problems };
} // prettier-ignore

/** Returns an input, or why there is none of such a shape. */
function inputOf(name: string, shape: Shape, dtype: Input['dtype']): Input | ShapeError {
  try {
    return input(name, normalShape(name, shape), dtype) as Input;
  } catch (error) {
    if (error instanceof ShapeError) return error;
    throw error;
  }
}

/** True if a value with fixed sizes can be kept. */
function isHeld(shape: Shape): boolean {
  const sizes = shape.filter(size => typeof size === 'number');
  return sizeOf(sizes) <= 2 ** 31 && sizes.every(size => size <= 2 ** 31);
}

function dtypeOf({ type }: ValueInfoProto): Input['dtype'] | undefined {
  try {
    return type?.value.case === 'tensorType' ? dtypeOfProto(type.value.value.elemType) : undefined;
  } catch {
    // Named already.
    return undefined;
  }
}

function fixed(name: string, value: ReturnType<typeof tensor>, declared: Shape | undefined): Node {
  if (declared !== undefined) checkRefined(name, value.shape as Sizes, declared);
  return constant(value, { name }) as Node;
}

/** A shape that a caller gives has the sizes that the model fixes. */
function checkRefined(name: string, shape: Shape, declared: Shape): void {
  const refined = declared.map((size, axis) => (typeof size === 'string' ? (shape[axis] ?? size) : size));
  if (shape.length !== declared.length || !sameShape(shape, refined))
    throw new ShapeError('importOnnx', [shape, declared], `the shape of '${name}' must fit that of the model`, 'Give names and sizes for its open axes only.'); // prettier-ignore
}
