import { DataError } from '@thalweg/data';
import { GraphError, NumericError } from '@thalweg/graph';
import { ContractError, DtypeError, ShapeError, type DType, type Shape } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import { StateError } from '@thalweg/train';

/** An error as it is sent. */
export interface CarriedError {
  readonly name: string;
  readonly message: string;
  /** The subject, what must hold, what was given, and the advice. */
  readonly parts?: readonly [string, string, string, string] | undefined;
  /** The place of a `DataError`. */
  readonly source?: string | undefined;
  readonly row?: number | undefined;
  readonly shapes?: readonly Shape[] | undefined;
  readonly dtypes?: readonly DType[] | undefined;
}

/** Returns what is sent of an error. */
export function carried(error: unknown): CarriedError {
  if (!(error instanceof Error)) return { name: 'Error', message: typeof error === 'string' ? error : printed(error) };
  const [name, message] = [`${error.name}`, `${error.message}`];
  if (!(error instanceof ContractError)) return { name, message };
  const { subject, requirement, given, advice } = error;
  const { source, row, shapes, dtypes } = error as Partial<DataError & ShapeError & DtypeError>;
  return { name, message, parts: [subject, requirement, given, advice], source, row, shapes, dtypes };
}

/** Returns the error that was sent, of the same class if it is one of ours. */
export function arrived({ name, message, parts, source, row, shapes, dtypes }: CarriedError): Error {
  const error = parts === undefined ? new Error(message) : made();
  error.name = name;
  return error;

  function made(): Error {
    const [subject, requirement, , advice] = parts!;
    switch (name) {
      case 'DataError':
        return new DataError(...parts!, { source, row });
      case 'ShapeError':
        return new ShapeError(subject, shapes ?? [], requirement, advice);
      case 'DtypeError':
        return new DtypeError(subject, dtypes ?? [], requirement, advice);
      case 'GraphError':
        return new GraphError(...parts!);
      case 'NumericError':
        return new NumericError(...parts!);
      case 'StateError':
        return new StateError(...parts!);
      default:
        return new ContractError(...parts!);
    }
  }
}
