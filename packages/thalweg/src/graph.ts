export * from '@thalweg/graph';
