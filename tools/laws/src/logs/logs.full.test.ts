import { largePayloadLaws } from './log-laws.ts';
import { fileLogRow, memoryLogRow, messagePortRow } from './log-rows.ts';

largePayloadLaws(memoryLogRow);
largePayloadLaws(fileLogRow('with payloads of 64 MB', {}));
largePayloadLaws(messagePortRow);
