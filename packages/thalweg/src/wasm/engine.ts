export * from '@thalweg/wasm/engine';
