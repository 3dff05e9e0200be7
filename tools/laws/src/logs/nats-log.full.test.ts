/** @module-tag nats */
import { largePayloadLaws, logLaws } from './log-laws.ts';
import { brokenNatsLogRow, natsLogRow } from './nats-log-rows.ts';

largePayloadLaws(natsLogRow('natsLog'));
logLaws(natsLogRow('natsLog, flushed at each write', { sync: 'always' }));
logLaws(brokenNatsLogRow('natsLog, with connections that break'));
