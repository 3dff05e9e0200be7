import { constantRateRows } from './rows/constant-rate-rows.ts';
import { cosineDecayRows } from './rows/cosine-decay-rows.ts';
import type { ScheduleRow } from './schedule-row.ts';

/** The rows of every schedule of `@thalweg/optim`. A new one adds a line: its rows stand in a file of `rows/`. */
export const scheduleRows: readonly ScheduleRow[] = [...constantRateRows, ...cosineDecayRows];
