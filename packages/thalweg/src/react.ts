export * from '@thalweg/react';
