import '@thalweg/wasm/threads/worker';
