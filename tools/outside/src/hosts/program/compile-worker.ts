import '@thalweg/wasm/compile-worker';
