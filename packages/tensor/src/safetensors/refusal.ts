import { ContractError } from '../contract-error.ts';

/** Returns the error for bytes that are no safetensors file. */
export function refusal(
  requirement: string,
  given: string,
  advice = 'Is it a safetensors file, and whole?',
): ContractError {
  return new ContractError('decodeSafetensors', requirement, given, advice);
}
