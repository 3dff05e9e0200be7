export * from '@thalweg/model';
