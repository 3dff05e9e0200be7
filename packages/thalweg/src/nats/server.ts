export * from '@thalweg/nats/server';
