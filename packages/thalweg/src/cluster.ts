export * from '@thalweg/cluster';
