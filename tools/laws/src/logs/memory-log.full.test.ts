import { largePayloadLaws } from './log-laws.ts';
import { memoryLogRow } from './memory-log-row.ts';

largePayloadLaws(memoryLogRow);
