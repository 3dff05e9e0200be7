export * from '@thalweg/worker';
