import type { PureStep } from '../state/pure-step.ts';
import type { DriftStatus } from './drift-status.ts';

/** A step over a stream of numbers, mostly errors or losses, that reports after each value if their distribution has changed. */
export type Detector<S extends object> = PureStep<S, number, DriftStatus>;
