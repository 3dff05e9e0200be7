import { messagePortRow } from './log-rows.ts';
import { largePayloadLaws } from './log-laws.ts';

largePayloadLaws(messagePortRow);
