// For tests and for programs that start all of their parts on one machine.
export { startNatsServer, type NatsServer, type NatsServerOptions } from './server/start-nats-server.ts';
