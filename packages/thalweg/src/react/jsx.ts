export * from '@thalweg/react/jsx';
