import { ContractError } from '@thalweg/tensor';

/** A state that cannot be kept or put back: of another model, another version, or damaged. */
export class StateError extends ContractError {}
