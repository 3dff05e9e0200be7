import type { Stop } from './stop.ts';
import { ravine } from './stops/ravine/ravine.ts';

/** The stops, in the order of the lecture. */
export const stops: readonly [Stop, ...Stop[]] = [ravine];
