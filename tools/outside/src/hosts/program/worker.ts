import '@thalweg/wasm/worker';
