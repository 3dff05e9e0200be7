export * from '@thalweg/images';
