export * from '@thalweg/surfaces';
