export * from '@thalweg/graph/wires';
