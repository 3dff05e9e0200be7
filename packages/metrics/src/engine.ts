// The parts of measuring that other packages of ours build their own operators with.
export { type Adder, adderTo, rowLayout, type RowLayout } from './reading/rows.ts';
export { MetricTally } from './reading/metric-tally.ts';
export { OutcomeReader } from './reading/outcome-reader.ts';
export type { StateClaims } from './metric/metric.ts';
