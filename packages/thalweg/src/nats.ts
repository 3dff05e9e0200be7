export { natsLog, type Keep, type NatsLogOptions, type NatsLog } from '@thalweg/nats';
