export * from '@thalweg/nn';
