export * from '@thalweg/model/engine';
