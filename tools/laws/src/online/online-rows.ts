import type { OnlineRow } from './laws/online-row.ts';
import { driftRows } from './rows/drift-rows.ts';
import { featureRows } from './rows/feature-rows.ts';
import { keyRows, recurrentRows } from './rows/key-rows.ts';
import { learningRows, rowLearningRows } from './rows/learning-rows.ts';
import { measuringRows } from './rows/measuring-rows.ts';
import { ownStepRow, statisticRows } from './rows/statistic-rows.ts';
import { bufferRows, joinRows } from './rows/stream-rows.ts';

/** The rows of `@thalweg/online`. */
export const everyRow: readonly OnlineRow<never>[] = [
  ...featureRows,
  ...keyRows,
  ...recurrentRows,
  ...statisticRows,
  ownStepRow,
  ...measuringRows,
  ...driftRows,
  ...joinRows,
  ...bufferRows,
  ...learningRows,
  ...rowLearningRows,
] as unknown as readonly OnlineRow<never>[];
