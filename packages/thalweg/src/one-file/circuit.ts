import { defineCircuitElement } from '@thalweg/inspect';

// One file for a page without a bundler, which defines `<thalweg-circuit>`. Nodes must come from this file too.
defineCircuitElement();

export * from '@thalweg/graph';
export type { CircuitElement } from '@thalweg/inspect';
