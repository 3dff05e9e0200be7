import { ContractError } from '../contract-error.ts';

/** Why bytes are not a safetensors file. */
export function refusal(
  requirement: string,
  given: string,
  advice = 'Is it a safetensors file, and whole?',
): ContractError {
  return new ContractError('decodeSafetensors', requirement, given, advice);
}
