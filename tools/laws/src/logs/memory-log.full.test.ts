import { largePayloadLaws } from './log-laws.ts';
import { memoryLogRow } from './log-rows.ts';

largePayloadLaws(memoryLogRow);
