export * from '@thalweg/wasm';
