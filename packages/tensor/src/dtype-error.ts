import { ContractError } from './contract-error.ts';
import type { DType } from './dtype.ts';

/** Element types that an operation cannot take. */
export class DtypeError extends ContractError {
  /** The dtypes that were given. */
  readonly dtypes: readonly DType[];

  constructor(operation: string, dtypes: readonly DType[], requirement: string, advice: string) {
    super(operation, requirement, dtypes.join(' and '), advice);
    this.dtypes = dtypes;
  }
}
