import { fileLogRow } from './file-log-row.ts';
import { largePayloadLaws } from './log-laws.ts';

largePayloadLaws(fileLogRow('with payloads of 64 MB', {}));
