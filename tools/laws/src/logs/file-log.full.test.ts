import { fileLogRow } from './log-rows.ts';
import { largePayloadLaws } from './log-laws.ts';

largePayloadLaws(fileLogRow('with payloads of 64 MB', {}));
