import { adamSteps, sharesOfPeak } from './adam-steps.ts';
import { cachedEpochs } from './cached-epochs.ts';
import { checkpointStops, tableCheckpoints } from './checkpoint-waits.ts';
import { classEvents } from './class-events.ts';
import { compileTimes, derivatives } from './compiler.ts';
import { csvFiles, epochOfRows, flights, sparseFeatures } from './data.ts';
import { firstSteps, freshProcesses } from './first-steps.ts';
import { flightsLearned, mailsLearned } from './files-learned.ts';
import { keyedEvents, onlineEvents, singleSteps, wordsOfMails } from './learned-events.ts';
import { fileLogs, natsLogs } from './logs.ts';
import { ctrlC, lateTimers, pauses, servedVersions } from './loop-waits.ts';
import { pageFrames, pageTasks } from './pages.ts';
import { pictures } from './pictures.ts';
import type { RatioRow } from './ratio-row.ts';
import { services } from './services.ts';
import { circuitPass, predictions, sparseSteps, taps } from './small-circuits.ts';
import { driftDetectors, waitingRecords } from './stream-operators.ts';
import { untunedSteps } from './untuned-steps.ts';

/** All rows of the bench, by family: the first words of a name. */
export const allRows: readonly RatioRow[] = [
  ...[...adamSteps, circuitPass, ...predictions, ...sharesOfPeak, ...sparseSteps],
  ...[...firstSteps, ...freshProcesses, ...derivatives, ...compileTimes, ...taps],
  ...[...singleSteps, ...onlineEvents, classEvents, keyedEvents, ...driftDetectors, waitingRecords, wordsOfMails],
  ...untunedSteps,
  ...[epochOfRows, cachedEpochs, ...csvFiles, sparseFeatures, flights, flightsLearned, mailsLearned],
  ...pictures,
  ...[...lateTimers, pauses, checkpointStops, ...tableCheckpoints, servedVersions, ...ctrlC],
  ...[...fileLogs, ...natsLogs, ...services],
  ...[...pageFrames, ...pageTasks],
];
