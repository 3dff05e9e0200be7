export type { Outcome } from './outcome.ts';
export type { PureStep } from './state/pure-step.ts';
export { stateful, type Stateful } from './state/stateful.ts';
