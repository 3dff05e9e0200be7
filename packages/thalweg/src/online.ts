export * from '@thalweg/online';
