export { natsLog } from './nats-log.ts';
export type { Keep, NatsLogOptions } from './nats-log-options.ts';
export type { NatsLog } from './open-log.ts';
