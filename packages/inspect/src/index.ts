export type { CircuitElement, CircuitSelection, CircuitWire, Shown, Travel } from './scene/circuit-element.ts';
export { defineCircuitElement } from './define-circuit-element.ts';
export { numberText } from './circuit-model/number-text.ts';
export { summary, type Summary, type SummaryOptions } from './summary/summary.ts';
export type { SummaryRow } from './summary/summary-row.ts';
export type { Revealed } from './scene/revealed.ts';
