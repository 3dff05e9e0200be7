import { ContractError } from './contract-error.ts';
import { setHidden } from './error-parts.ts';

/** The place of a bad record. */
export interface DataErrorPlace extends ErrorOptions {
  /** The file, table or stream that the data came from. */
  readonly source?: string | undefined;
  /** The record's number in its source, from 0. */
  readonly row?: number | undefined;
}

/** Data, or an option about data, that cannot be used. */
export class DataError extends ContractError {
  /** The file, table or stream that the data came from. */
  declare readonly source: string | undefined;
  /** The record's number in its source, from 0. */
  declare readonly row: number | undefined;

  constructor(subject: string, requirement: string, given: string, advice: string, place: DataErrorPlace = {}) {
    super(subject, requirement, given, advice, place);
    setHidden(this, { source: place.source, row: place.row });
  }
}
