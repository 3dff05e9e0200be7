import { adamSteps } from './adam-step.ts';
import { circuitPass } from './circuit-pass.ts';
import { compileTimes } from './compile-times.ts';
import { derivatives } from './derivatives.ts';
import { driftDetectors } from './drift-detectors.ts';
import { epochOfRows } from './epoch-of-rows.ts';
import { firstSteps } from './first-steps.ts';
import { keyedEvents } from './keyed-events.ts';
import { onlineEvents } from './online-events.ts';
import { predictions } from './predictions.ts';
import type { RatioRow } from './ratio-row.ts';
import { sharesOfPeak } from './shares-of-peak.ts';
import { singleSteps } from './single-steps.ts';
import { sparseSteps } from './sparse-steps.ts';
import { taps } from './taps.ts';
import { waitingRecords } from './waiting-records.ts';
import { wordsOfMails } from './words-of-mails.ts';

/** All rows of the bench, by family: the first words of a name. */
export const allRows: readonly RatioRow[] = [
  ...adamSteps,
  circuitPass,
  ...predictions,
  ...sharesOfPeak,
  ...sparseSteps,
  ...firstSteps,
  ...derivatives,
  ...compileTimes,
  ...taps,
  ...singleSteps,
  ...onlineEvents,
  keyedEvents,
  ...driftDetectors,
  waitingRecords,
  wordsOfMails,
  epochOfRows,
];
