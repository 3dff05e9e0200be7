import { FIRST, firstDials, type Settings } from './settings.ts';
import { structureOf } from './structure.ts';

/** A state that is worth a look. */
export interface Preset {
  readonly title: string;
  /** A sentence about the result, and a thing to try. */
  readonly note: string;
  readonly settings: Partial<Settings>;
}

/** The presets of the room; the first is the one that it opens with. */
export const presets: readonly Preset[] = [
  {
    title: 'The spiral, with sines',
    note: 'Two sines of the coordinates are all that the spiral needs: it is learned within 500 steps.',
    settings: {},
  },
  {
    title: 'The spiral, the hard one',
    note: 'Only the coordinates themselves: the hidden units must invent the waves, and still miss points after 1,500 steps.',
    settings: { features: ['x1', 'x2'], batch: 50 },
  },
  {
    title: 'XOR without a hidden layer fails',
    note: 'A straight boundary cannot part opposite quadrants. Add a layer with two or three units, or the feature x₁x₂.',
    settings: { shape: 'xor', features: ['x1', 'x2'], layers: [] },
  },
  {
    title: 'Circles with x₁², x₂² need none',
    note: 'With squares as features a circle is a straight line, so no hidden unit is needed.',
    settings: { shape: 'circles', features: ['x1x1', 'x2x2'], layers: [], noise: 0.2 },
  },
  {
    title: 'Four clouds, plain descent',
    note: 'Four classes, and a surface for each of them. Raise the learning rate until it breaks.',
    settings: {
      shape: 'gaussians',
      classes: 4,
      features: ['x1', 'x2'],
      layers: [4],
      optimizer: 'sgd',
      dials: /* @__PURE__ */ firstDials('sgd'),
    },
  },
];

/** Returns the whole settings of a preset. */
export function settingsOf({ settings }: Preset): Settings {
  return { ...FIRST, ...settings };
}

/** Returns the preset that settings begin with, whatever their seed; `undefined` if there is none. */
export function presetOf(settings: Settings): Preset | undefined {
  const structure = structureOf({ ...settings, seed: FIRST.seed });
  return presets.find(preset => structureOf(settingsOf(preset)) === structure);
}
