import { logLaws } from './log-laws.ts';
import { memoryLogRow } from './memory-log-row.ts';

logLaws(memoryLogRow);
