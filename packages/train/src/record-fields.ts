import { DataError } from '@thalweg/data';
import { Input, InputPort, type Feed, type TaskFrame } from '@thalweg/graph';
import { elementPlace, requirementOf } from '@thalweg/graph/engine';
import { ContractError, printShape, Tensor, type TensorLike } from '@thalweg/tensor';

/** A record: values by field name. */
export type Values = Readonly<Record<string, unknown>>;

/** An input of a frame, and the port that its values enter by. */
export interface Entry {
  readonly input: Input;
  readonly port: InputPort;
}

/**
 * The inputs that a frame depends on, with their ports. `inWords` returns the error to throw for the error of a value that
 * does not fit.
 */
export function entriesOf(frame: TaskFrame, inWords?: (error: Error, input: Input) => Error): readonly Entry[] {
  return frame.sources.flatMap(source =>
    source instanceof Input
      ? [
          {
            input: source as Input,
            port: new InputPort(source, frame, inWords && (error => inWords(error, source as Input))),
          },
        ]
      : [],
  );
}

/** Refuses a record that is not an object. */
export function checkRecord(operator: string, record: unknown, entries: readonly Entry[]): asserts record is Values {
  if (typeof record !== 'object' || record === null || record instanceof Tensor)
    throw new DataError(
      operator,
      'records must be objects with a field for each input',
      String(record),
      `Fields needed: ${entries.map(({ input }) => input.name).join(', ')}.`,
    );
}

/** Reads a field of a record. */
type ReadField = (record: Values, name: string) => unknown;

/**
 * One function for each of the first inputs: the engine remembers the field that each of them reads, and so neither
 * searches for it nor makes an object of a number.
 */
const READERS: readonly ReadField[] = [
  (record, name) => record[name],
  (record, name) => record[name],
  (record, name) => record[name],
  (record, name) => record[name],
];

/** The value that a record has for the n-th input; none if the input has a value that was set. */
export function fieldOf(operator: string, record: Values, input: Input, n: number): TensorLike | undefined {
  const value = READERS[n & 3]!(record, input.name);
  if (value === undefined && input.cell.storage === undefined) throw missingField(operator, input, record);
  return value as TensorLike | undefined;
}

/** Returns the error for a value that cannot be a tensor, by its field and record; any other error stays. */
export function inField(operator: string, error: Error, input: Input, record: number): Error {
  if (!(error instanceof ContractError) || error.constructor !== ContractError) return error;
  return new DataError(
    operator,
    `in the field '${input.name}', ${error.requirement}`,
    `${error.given} in ${recordWords(input, record)}`,
    error.advice,
    { row: record },
  );
}

/** An element of a feed, and the number of the record that it came with. */
interface Place {
  readonly feed: Feed;
  readonly at: number;
  readonly record: number;
}

/** The error for an element that is not finite, or that a loss or a model cannot take. */
export function unfit(
  operator: string,
  port: InputPort,
  { feed: { wire, storage, shape }, at, record }: Place,
): DataError {
  const value = storage.data[at]!;
  const domain = Number.isFinite(value) ? port.domainWithout(value) : undefined;
  return new DataError(
    operator,
    `the field '${wire.name}' ${domain === undefined ? 'must be finite' : requirementOf(domain)}`,
    `${value} at ${elementPlace(wire.shape, shape, at)} in ${recordWords(wire, record)}`,
    domain === undefined ? 'Leave such rows out, or fill them in.' : domain.advice,
  );
}

/** Returns the number of a record in words: one with rows is a batch. */
function recordWords({ shape }: Pick<Input, 'shape'>, record: number): string {
  return `${typeof shape[0] === 'string' ? 'batch' : 'record'} ${record}`;
}

function missingField(operator: string, input: Input, record: object): DataError {
  const fields = Object.keys(record);
  return new DataError(
    operator,
    `records must have a field '${input.name}' of ${input.dtype} ${printShape(input.shape)}`,
    fields.length === 0 ? 'no fields' : `the fields ${fields.join(', ')}`,
    'Rename a field with map, or set the input.',
  );
}
