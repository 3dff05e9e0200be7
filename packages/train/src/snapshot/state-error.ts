import { ContractError } from '@thalweg/tensor';

/** Reports a state that cannot be saved or restored: of another model, of another version, or damaged. */
export class StateError extends ContractError {}
