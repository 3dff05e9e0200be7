export * from '@thalweg/wasm/core';
