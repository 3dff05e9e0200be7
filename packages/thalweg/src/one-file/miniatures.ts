import { defineBoundaryElement, defineRaceElement } from '@thalweg/miniatures';

// One file for a page without a bundler, which defines `<thalweg-race>` and `<thalweg-boundary>`, with optimizers and
// surfaces to choose from.
defineRaceElement();
defineBoundaryElement();

export type { RaceElement } from '@thalweg/miniatures';
export * as optim from '@thalweg/optim';
export * as surfaces from '@thalweg/miniatures/surfaces';
