export { defineCircuitElement, type CircuitElement, type CircuitSelection, type Shown } from './element.ts';
