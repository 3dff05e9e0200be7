export * from '@thalweg/inspect';
