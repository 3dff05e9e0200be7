export * from '@thalweg/nats';
