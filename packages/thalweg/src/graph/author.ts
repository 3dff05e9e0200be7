export * from '@thalweg/graph/author';
