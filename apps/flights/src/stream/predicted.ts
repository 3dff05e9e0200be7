import { streamModelNames } from '../models/stream-models.ts';
import type { Landing } from '../events/events.ts';

/** All that predicts, in the order of the figures; the fields of a flight with the predictions have these names. */
export const predictors = ['baseRate', 'table', ...streamModelNames] as const;
export type Predictor = (typeof predictors)[number];

/** A flight in the air, with the predictions of when it left. */
export type Predicted = Readonly<Record<Predictor | 'flight' | 'time', number>>;

/** The label of a flight, which is known when it has landed. */
export type Label = Pick<Landing, 'flight' | 'late'>;

/** A flight that has landed, with the predictions of when it left. */
export type Landed = Predicted & Label;
