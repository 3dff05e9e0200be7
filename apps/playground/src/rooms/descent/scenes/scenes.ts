import { beale, doubleWell, himmelblau, ravine, rosenbrock, saddle } from '@thalweg/surfaces';
import type { Scene } from '../scene.ts';
import { surfaceScene } from './surface-scene.ts';

/** What there is to race on, by name. What needs data loads it. */
export interface SceneEntry {
  readonly name: string;
  readonly title: string;
  readonly load: () => Scene | Promise<Scene>;
}

const entry = (scene: Scene): SceneEntry => ({ name: scene.name, title: scene.title, load: () => scene });

/** All scenes; the first is the opening picture. */
export const scenes: readonly [SceneEntry, ...SceneEntry[]] = [
  entry(
    surfaceScene(ravine(), {
      title: 'Ravine',
      note: 'A hundred times steeper across than along. Plain descent swings from wall to wall and creeps along the floor; momentum cancels the swings and adds up the creeping.',
      // Just below 2/κ, where plain descent would no longer come to rest; a velocity that lasts longer would swing as long.
      plain: 0.0195,
      decay: 0.8,
    }),
  ),
  entry(
    surfaceScene(doubleWell(), {
      title: 'Double well',
      note: 'Two wells, the left one deeper. From the right, a cautious descent ends in the shallow one.',
      plain: 0.02,
    }),
  ),
  entry(
    surfaceScene(rosenbrock, {
      title: 'Rosenbrock’s valley',
      note: 'The valley is found at once, and its floor is nearly level: the way along it is what takes long.',
      plain: 0.001,
    }),
  ),
  entry(
    surfaceScene(beale, {
      title: 'Beale’s plain',
      note: 'A plain with steep corners: one rate for all places is too small here and too large there.',
      plain: 0.005,
    }),
  ),
  entry(
    surfaceScene(himmelblau, {
      title: 'Himmelblau’s four minima',
      note: 'All four are equally deep. In which one a descent ends is a matter of its start and its speed.',
      plain: 0.005,
    }),
  ),
  entry(
    surfaceScene(saddle, {
      title: 'Saddle',
      note: 'Level in the middle, and no bottom. Whoever starts close to the ridge lingers there, then falls for ever.',
      plain: 0.02,
    }),
  ),
  {
    name: 'irises',
    title: 'Irises: batches of real data',
    load: async () => (await import('./irises.ts')).irises(),
  },
];
