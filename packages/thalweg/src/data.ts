export * from '@thalweg/data';
