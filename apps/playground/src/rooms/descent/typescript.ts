import type { RoomState } from '../../shell/address.ts';
import { irisesProgram } from './program/irises-program.ts';
import { surfaceProgram } from './program/surface-program.ts';
import { irises } from './scenes/irises.ts';
import { surfaceScenes } from './scenes/scenes.ts';
import { parseSettings } from './settings-address.ts';

/** Returns a program that runs the race of an address, and prints where each racer is. */
export function typescriptOf(state: RoomState): string {
  if (state['on'] === 'irises') {
    const scene = irises();
    return irisesProgram(scene, parseSettings(scene, state).settings);
  }
  const found = surfaceScenes.find(({ name }) => name === state['on']);
  const isKnown = found !== undefined || state['on'] === undefined;
  const scene = found ?? surfaceScenes[0];
  return surfaceProgram(scene, parseSettings(scene, isKnown ? state : {}).settings);
}
