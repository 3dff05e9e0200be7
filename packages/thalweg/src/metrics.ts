export * from '@thalweg/metrics';
