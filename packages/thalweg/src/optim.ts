export * from '@thalweg/optim';
