export * from '@thalweg/node';
