import { thalweg } from './thalweg.ts';

export const prepare = thalweg();
