export * from '@thalweg/train/engine';
