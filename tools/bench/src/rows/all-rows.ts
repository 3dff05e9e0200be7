import { adamSteps } from './adam-step.ts';
import { checkpointStops } from './checkpoint-stops.ts';
import { circuitPass } from './circuit-pass.ts';
import { compileTimes } from './compile-times.ts';
import { csvFiles } from './csv-files.ts';
import { ctrlC } from './ctrl-c.ts';
import { derivatives } from './derivatives.ts';
import { driftDetectors } from './drift-detectors.ts';
import { epochOfRows } from './epoch-of-rows.ts';
import { fileLogs } from './file-logs.ts';
import { firstSteps } from './first-steps.ts';
import { flights } from './flights.ts';
import { freshProcesses } from './fresh-processes.ts';
import { keyedEvents } from './keyed-events.ts';
import { lateTimers } from './late-timers.ts';
import { natsLogs } from './nats-logs.ts';
import { onlineEvents } from './online-events.ts';
import { pageFrames } from './page-frames.ts';
import { pageTasks } from './page-tasks.ts';
import { pauses } from './pauses.ts';
import { predictions } from './predictions.ts';
import type { RatioRow } from './ratio-row.ts';
import { servedVersions } from './served-versions.ts';
import { services } from './services.ts';
import { sharesOfPeak } from './shares-of-peak.ts';
import { singleSteps } from './single-steps.ts';
import { sparseFeatures } from './sparse-features.ts';
import { sparseSteps } from './sparse-steps.ts';
import { tableCheckpoints } from './table-checkpoints.ts';
import { taps } from './taps.ts';
import { waitingRecords } from './waiting-records.ts';
import { wordsOfMails } from './words-of-mails.ts';

/** All rows of the bench, by family: the first words of a name. */
export const allRows: readonly RatioRow[] = [
  ...[...adamSteps, circuitPass, ...predictions, ...sharesOfPeak, ...sparseSteps],
  ...[...firstSteps, ...freshProcesses, ...derivatives, ...compileTimes, ...taps],
  ...[...singleSteps, ...onlineEvents, keyedEvents, ...driftDetectors, waitingRecords, wordsOfMails],
  ...[epochOfRows, ...csvFiles, sparseFeatures, flights],
  ...[...lateTimers, pauses, checkpointStops, ...tableCheckpoints, servedVersions, ...ctrlC],
  ...[...fileLogs, ...natsLogs, ...services],
  ...[...pageFrames, ...pageTasks],
];
