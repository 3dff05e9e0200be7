// For pages: the same log over a WebSocket.
export { natsLog } from './browser/nats-log.ts';
export type { Keep, NatsLogOptions } from './log/nats-log-options.ts';
export type { NatsLog } from './log/open-log.ts';
