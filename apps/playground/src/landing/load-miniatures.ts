/** Load the code of a miniature, and return its element. */
export const loadMiniatures = {
  async circuit(): Promise<HTMLElement> {
    const { circuitMiniature } = await import('./circuit-miniature.ts');
    return circuitMiniature();
  },
  async race(): Promise<HTMLElement> {
    const { defineRaceElement } = await import('@thalweg/miniatures/define-race-element');
    defineRaceElement();
    return document.createElement('thalweg-race');
  },
  async boundary(): Promise<HTMLElement> {
    const { defineBoundaryElement } = await import('@thalweg/miniatures/define-boundary-element');
    defineBoundaryElement();
    return document.createElement('thalweg-boundary');
  },
} as const;
