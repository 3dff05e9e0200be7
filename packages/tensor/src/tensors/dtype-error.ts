import { arrayOf, ContractError } from '../contracts/contract-error.ts';
import { setHidden } from '../contracts/error-parts.ts';
import type { DType } from './dtype.ts';

/** An error of element types that an operation does not accept. */
export class DtypeError extends ContractError {
  /** The actual dtypes. */
  declare readonly dtypes: readonly DType[];

  constructor(operation: string, dtypes: readonly DType[], requirement: string, advice: string) {
    super(operation, requirement, arrayOf('DtypeError', 'dtypes', dtypes).join(' and '), advice);
    setHidden(this, { dtypes });
  }
}
