import type { Surface } from '@thalweg/surfaces';
import { widened } from '../grid.ts';
import { heightsOf } from '../heights-of.ts';
import { descendSurface } from '../racer.ts';
import type { Entrant, Scene } from '../scene.ts';
import { optimizers, type Choice, type SurfaceDefaults } from './optimizers.ts';

/** The title and description of a surface, and the initial sliders that suit it. */
export interface SurfaceOptions extends SurfaceDefaults {
  readonly title: string;
  readonly note: string;
}

/** Returns a race of optimizers on a surface. */
export function surfaceScene(surface: Surface, { title, note, ...defaults }: SurfaceOptions): Scene {
  const entrants = Object.entries<Choice>(optimizers).map(([name, { title, rule, dials, make }]): Entrant => ({
    name,
    title,
    rule,
    dials: dials(defaults),
    examples: 0,
    enter: ({ start, dials }) => descendSurface(surface, start, make(dials)),
  }));
  return {
    name: surface.name,
    title,
    note,
    axes: ['x', 'y'],
    view: widened(surface.view),
    start: surface.start,
    minima: surface.minima,
    saddles: surface.saddles,
    entrants,
    opening: ['sgd', 'momentum'],
    seeded: false,
    heights: heightsOf((x, y) => surface.loss(x, y)),
    sources: [
      { path: 'racer.ts', load: () => import('../racer.ts?raw') },
      { path: 'scenes/optimizers.ts', load: () => import('./optimizers.ts?raw') },
    ],
  };
}
