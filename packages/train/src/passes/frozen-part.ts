import { collate } from '@thalweg/data';
import { GraphError, Input, type Node, openFrame, Register, type Runner, type Source } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/author';
import { type Sizes, Tensor, tensor } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import { takeRecords, type Values } from './take-records.ts';

const SUBJECT = 'cacheFeatures';

/** Computes nodes from fields of records, of several records at once where each is a row. */
export class FrozenPart {
  readonly names: readonly string[];
  /** The inputs, whose names are those of fields. */
  readonly inputs: readonly Input[];
  readonly #sources: readonly Source[];
  /** True if the first axis of all inputs and outputs counts records. */
  readonly #hasRows: boolean;
  readonly #take: (record: object) => readonly Tensor[];

  /** Throws `GraphError` for what is no node, and for nodes that may differ from pass to pass. */
  constructor(features: Readonly<Record<string, Node>>, runner: Runner | undefined) {
    this.names = Object.keys(features ?? {});
    const outputs = this.names.map(name => nodeOf(SUBJECT, features[name]!));
    if (outputs.length === 0)
      throw new GraphError(SUBJECT, 'it must get nodes by name', printed(features), 'Try { features: backbone }.');
    const nodes = below(outputs);
    this.inputs = nodes.filter((node): node is Input => node instanceof Input);
    if (this.inputs.length === 0)
      throw new GraphError(SUBJECT, 'features must depend on an input', 'none', 'Give a node above input(…).');
    this.#sources = [...nodes.filter(node => node instanceof Register), ...this.inputs] as Source[];
    const axes = [...this.inputs, ...outputs].map(({ shape }) => shape[0]);
    this.#hasRows = typeof axes[0] === 'string' && axes.every(axis => axis === axes[0]);
    this.#take = taker(outputs, runner);
  }

  /** The number of values that each source has had: another one after it was set or trained. */
  versions(): readonly number[] {
    return this.#sources.map(({ sourceValue }) => sourceValue.version);
  }

  /** Returns the name of the first source that has had another value since. */
  changedSince(versions: readonly number[]): string | undefined {
    return this.#sources.find(({ sourceValue }, n) => sourceValue.version !== versions[n])?.name;
  }

  /** Computes the features of each record. */
  compute(records: readonly Values[]): readonly (readonly Tensor[])[] {
    if (records.length === 0) return [];
    if (!this.#isRow(records[0]!)) return records.map(record => this.#take(record));
    const fields = this.inputs.map(({ name }) => name).filter(name => records[0]![name] !== undefined);
    const fed = records.map(record => Object.fromEntries(fields.map(name => [name, record[name]])));
    const outputs = this.#take(collate(fed as never) as object);
    return records.map((_, row) => outputs.map(output => rowOf(output, row)));
  }

  /** True if a record lacks the axis of the rows: it is then stacked with others. */
  #isRow(record: Values): boolean {
    const input = this.inputs.find(({ name }) => record?.[name] !== undefined);
    if (!this.#hasRows || input === undefined) return false;
    const value = record[input.name];
    const shape = value instanceof Tensor ? value.shape : (collate([{ value } as never]) as { value: Tensor }).value.shape.slice(1); // prettier-ignore
    return shape.length === input.shape.length - 1;
  }
}

/** Returns a function that computes outputs from the fields of one record. */
function taker(outputs: readonly Node[], runner: Runner | undefined): (record: object) => readonly Tensor[] {
  let answer: readonly Tensor[] = [];
  let take: ReturnType<typeof takeRecords<object>>['take'] | undefined;
  const open = (): NonNullable<typeof take> =>
    takeRecords<object>(
      { operator: SUBJECT, frame: openFrame({ outputs, immediate: true, runner }), fail },
      { outputs: values => void (answer = values) },
    ).take;
  return record => {
    (take ??= open())(record, undefined, () => undefined);
    return answer;
  };
}

function fail(error: unknown): never {
  throw error;
}

function rowOf({ data, shape, dtype }: Tensor, row: number): Tensor {
  const size = data.length / shape[0]!;
  return tensor(data.slice(row * size, (row + 1) * size), { shape: shape.slice(1) as Sizes, dtype });
}

/** Returns the nodes that features depend on. Throws `GraphError` for one that may have another value in another pass. */
function below(outputs: readonly Node[]): readonly Node[] {
  const found = new Set(outputs);
  for (const node of found) {
    const reason = changing(node);
    if (reason !== undefined)
      throw new GraphError(
        SUBJECT,
        'features must be the same in each pass',
        reason,
        'Give a circuit that stays: features.pipe(frozen()), with frozen of @thalweg/nn.',
      );
    for (const input of node.inputs) found.add(input);
  }
  return [...found];
}

/** Says why a node may have another value in another pass. */
function changing(node: Node): string | undefined {
  const { operation, register, name } = node;
  if (register !== undefined) return `a rule for ${register.name}`;
  if (operation?.kernel.kind === 'mode') return 'a choice by the mode, as of dropout and batchNorm';
  if (operation?.kernel.kind === 'loop' && operation.kernel.loop === 'uniform') return 'random numbers';
  const isStream = operation === undefined && !(node instanceof Register || node instanceof Input);
  return isStream && node.circuit !== undefined ? `the stream ${name}` : undefined;
}
