import { broadcastRow, messagePortRow } from './channel-log-row.ts';
import { logLaws } from './log-laws.ts';

logLaws(messagePortRow);
logLaws(broadcastRow);
