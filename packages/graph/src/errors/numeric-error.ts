import { ContractError } from '@thalweg/tensor';

/** Numbers that an operation cannot take: an index out of range, a value that is not finite. */
export class NumericError extends ContractError {}
