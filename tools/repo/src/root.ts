import { fileURLToPath } from 'node:url';

/** The folder of the whole workspace, with a slash at its end. */
export const root: string = fileURLToPath(new URL('../../../', import.meta.url));
