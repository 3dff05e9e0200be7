export { natsLog } from './nats-log.ts';
export type { Keep, NatsLogOptions } from './log/nats-log-options.ts';
export type { NatsLog } from './log/open-log.ts';
