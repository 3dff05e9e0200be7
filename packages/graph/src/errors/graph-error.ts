import { ContractError } from '@thalweg/tensor';

/** A graph that is wired or used in a way that cannot work: a missing input, two writes to one register. */
export class GraphError extends ContractError {}
