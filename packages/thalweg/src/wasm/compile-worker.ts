export * from '@thalweg/wasm/compile-worker';
