export * from '@thalweg/node/engine';
