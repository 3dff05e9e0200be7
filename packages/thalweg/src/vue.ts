export * from '@thalweg/vue';
