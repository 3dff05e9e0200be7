import { DataError } from '@thalweg/data';
import { DtypeError, ShapeError } from '@thalweg/tensor';
import { oneOf } from '@thalweg/tensor/engine';
import type { BoundRecord } from './record-binder.ts';
import type { SkipCounter } from './skipped.ts';

/** The treatment of records that do not fit the inputs: the first ends the stream with its error, or all are skipped and counted. */
export type OnBadRecord = 'error' | 'skip';

/** Returns the value of the option `onBadRecord`. Throws `ContractError` for an unknown one. */
export function badRecordsOf(operator: string, onBadRecord: OnBadRecord = 'error'): OnBadRecord {
  return oneOf(`${operator}: onBadRecord`, onBadRecord, ['error', 'skip']);
}

/**
 * Returns a binder that counts a record that does not fit and returns undefined, if such records are to be skipped. Errors of
 * another kind are thrown.
 */
export function skippingBadRecords(
  bind: (record: unknown) => BoundRecord,
  onBadRecord: OnBadRecord | undefined,
  skips: SkipCounter,
): (record: unknown) => BoundRecord | undefined {
  if (onBadRecord !== 'skip') return bind;
  return record => {
    try {
      return bind(record);
    } catch (error) {
      if (!(error instanceof DataError || error instanceof ShapeError || error instanceof DtypeError)) throw error;
      skips.countBadRecord(error);
      return undefined;
    }
  };
}
