export * from '@thalweg/graph/engine';
