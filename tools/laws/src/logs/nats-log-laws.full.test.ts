/** @module-tag nats */
import { logLaws } from './log-laws.ts';
import { natsLogRow } from './nats-log-rows.ts';

logLaws(natsLogRow('natsLog'));
