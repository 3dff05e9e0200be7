export { defineBoundaryElement } from './define-boundary-element.ts';
export { defineRaceElement, type RaceElement } from './define-race-element.ts';
