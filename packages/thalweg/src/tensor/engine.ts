export * from '@thalweg/tensor/engine';
