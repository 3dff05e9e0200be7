export * from '@thalweg/build';
