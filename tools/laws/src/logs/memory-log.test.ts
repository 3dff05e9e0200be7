import { logLaws } from './log-laws.ts';
import { memoryLogRow } from './log-rows.ts';

logLaws(memoryLogRow);
