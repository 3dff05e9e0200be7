export * from '@thalweg/miniatures';
