export * from '@thalweg/nats/browser';
