import { DataError } from '@thalweg/data';
import { reasonOf } from '@thalweg/tensor/engine';

/** A batch that cannot be read, and the reason. */
export interface DamagedBatch {
  readonly source: string;
  readonly row: number;
  readonly cause: unknown;
}

/** Returns the error about a batch that cannot be decoded. */
export function damagedBatch({ source, row, cause }: DamagedBatch): DataError {
  if (cause instanceof DataError) return cause;
  return new DataError(
    source,
    `it must be readable from row ${row} on`,
    reasonOf(cause),
    'The file may be damaged: fetch or write it again.',
    { source, row, cause },
  );
}
