export { defineCircuitElement, type CircuitElement, type CircuitSelection, type Shown } from './element.ts';
export type { Revealed } from './view/revealed.ts';
