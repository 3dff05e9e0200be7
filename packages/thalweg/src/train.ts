export * from '@thalweg/train';
