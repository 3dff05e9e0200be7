import { beale, doubleWell, himmelblau, ravine, rosenbrock, saddle, type Surface } from '@thalweg/miniatures/surfaces';
import { heightsOf, widened } from '../plane/grid.ts';
import { descendSurface } from '../race/racer.ts';
import type { Entrant, Scene } from '../race/scene.ts';
import { type Choice, optimizers, type SurfaceDefaults } from './optimizers.ts';

/** A scene that can be chosen by name. One that needs data loads it on demand. */
export interface SceneEntry {
  readonly name: string;
  readonly title: string;
  readonly load: () => Scene | Promise<Scene>;
}

/** The races on surfaces. */
export const surfaceScenes: readonly [Scene, ...Scene[]] = [
  surfaceScene(ravine(), {
    title: 'Ravine',
    note: 'A hundred times steeper across than along. Plain descent oscillates between the walls and creeps along the floor; momentum cancels the oscillation and accumulates the slow progress.',
    // Just below 2/κ, the limit above which plain descent oscillates for ever. A larger decay would oscillate for longer.
    plain: 0.0195,
    decay: 0.8,
  }),
  surfaceScene(doubleWell(), {
    title: 'Double well',
    note: 'Two wells; the left one is deeper. From the right, a descent with small steps ends in the shallow one.',
    plain: 0.02,
  }),
  surfaceScene(rosenbrock, {
    title: 'Rosenbrock’s valley',
    note: 'A descent reaches the valley at once, but its floor is nearly flat: following it takes long.',
    plain: 0.001,
  }),
  surfaceScene(beale, {
    title: 'Beale’s plain',
    note: 'A plain with steep corners: any fixed learning rate is too small on the plain and too large at the corners.',
    plain: 0.005,
  }),
  surfaceScene(himmelblau, {
    title: 'Himmelblau’s four minima',
    note: 'All four are equally deep. The start and the speed of a descent decide in which one it ends.',
    plain: 0.005,
  }),
  surfaceScene(saddle, {
    title: 'Saddle',
    note: 'Flat in the middle, and without a minimum. A descent that starts near the ridge lingers there, then falls for ever.',
    plain: 0.02,
  }),
];

const entry = (scene: Scene): SceneEntry => ({ name: scene.name, title: scene.title, load: () => scene });

const [first, ...others] = surfaceScenes;

/** All scenes. The room opens with the first one. */
export const scenes: readonly [SceneEntry, ...SceneEntry[]] = [
  entry(first),
  ...others.map(entry),
  {
    name: 'irises',
    title: 'Irises: batches of real data',
    load: async () => (await import('./irises.ts')).irises(),
  },
];

/** The title and description of a surface, and the initial sliders that suit it. */
interface SurfaceOptions extends SurfaceDefaults {
  readonly title: string;
  readonly note: string;
}

/** Returns a race of optimizers on a surface. */
function surfaceScene(surface: Surface, { title, note, ...defaults }: SurfaceOptions): Scene {
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
      { path: 'racer.ts', load: () => import('../race/racer.ts?raw') },
      { path: 'scenes/optimizers.ts', load: () => import('./optimizers.ts?raw') },
    ],
  };
}
