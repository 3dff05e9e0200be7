export * from '@thalweg/features';
