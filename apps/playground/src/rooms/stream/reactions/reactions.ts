import { forget } from './forget.ts';
import { none } from './none.ts';
import { raiseRate } from './raise-rate.ts';
import type { Reaction } from './reaction.ts';
import { shadow } from './shadow.ts';

/** The reactions that run side by side. */
export const reactions: readonly Reaction[] = [none, forget, raiseRate, shadow];
