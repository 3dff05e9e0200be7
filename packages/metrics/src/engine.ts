// The parts of measuring that other packages of ours build their own operators with.
export { adderTo, type Adder } from './reading/adder-to.ts';
export { MetricTally } from './reading/metric-tally.ts';
export { OutcomeReader } from './reading/outcome-reader.ts';
export { rowLayout, type RowLayout } from './reading/row-layout.ts';
export type { StateClaims } from './state-claims.ts';
