import { defineCircuitElement } from '@thalweg/inspect';

// One file for a page without a bundler: what a training needs, with the compiler, and `<thalweg-circuit>`. Packages are
// namespaces here, since some of their names are the same.
defineCircuitElement();

export * as data from '@thalweg/data';
export * as graph from '@thalweg/graph';
export * as metrics from '@thalweg/metrics';
export * as nn from '@thalweg/nn';
export * as optim from '@thalweg/optim';
export * as train from '@thalweg/train';
export * as wasm from '@thalweg/wasm';
export * as rxjs from 'rxjs';
