export * from '@thalweg/graph/portable';
