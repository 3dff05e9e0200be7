export * from '@thalweg/svelte';
