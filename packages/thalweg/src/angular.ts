export * from '@thalweg/angular';
