export * from '@thalweg/report';
