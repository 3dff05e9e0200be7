import type { PureStep } from '../state/pure-step.ts';
import type { DriftStatus } from './drift-status.ts';

/** What watches a stream of numbers, errors or losses mostly, and says after each whether their distribution has changed. */
export type Detector<S extends object> = PureStep<S, number, DriftStatus>;
