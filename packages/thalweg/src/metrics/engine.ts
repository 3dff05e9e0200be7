export * from '@thalweg/metrics/engine';
