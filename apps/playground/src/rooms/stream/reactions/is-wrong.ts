import type { EventOutcome } from './reaction.ts';

/** Returns 1 for a wrong prediction, and 0 for a right one: the value that detectors watch. */
export const isWrong = ({ prediction, target }: EventOutcome): 0 | 1 => (prediction > 0.5 !== target > 0.5 ? 1 : 0);
