export * from '@thalweg/wasm/worker';
