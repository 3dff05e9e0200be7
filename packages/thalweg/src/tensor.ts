export * from '@thalweg/tensor';
