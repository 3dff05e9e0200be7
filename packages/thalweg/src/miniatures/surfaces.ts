export * from '@thalweg/miniatures/surfaces';
