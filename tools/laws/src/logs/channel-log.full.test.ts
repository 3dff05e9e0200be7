import { messagePortRow } from './channel-log-row.ts';
import { largePayloadLaws } from './log-laws.ts';

largePayloadLaws(messagePortRow);
