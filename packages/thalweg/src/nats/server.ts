export { startNatsServer, type NatsServer, type NatsServerOptions } from '@thalweg/nats/server';
