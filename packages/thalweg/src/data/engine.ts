export * from '@thalweg/data/engine';
