import type { ConnectTrainingOptions } from '../connect-training-options.ts';

/** The options of `connectTraining`, completed by their defaults. */
export type CompletedOptions = Required<ConnectTrainingOptions>;
