export * from '@thalweg/log/engine';
