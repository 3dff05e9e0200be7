export type { CircuitElement, CircuitSelection, CircuitWire, Shown, Travel } from './circuit-element.ts';
export { defineCircuitElement } from './define-circuit-element.ts';
export { numberText } from './number-text.ts';
export { summary, type Summary, type SummaryOptions } from './summary/summary.ts';
export type { SummaryRow } from './summary/summary-row.ts';
export type { Revealed } from './view/revealed.ts';
