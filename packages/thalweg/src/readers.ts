export * from '@thalweg/readers';
