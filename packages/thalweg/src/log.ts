export * from '@thalweg/log';
