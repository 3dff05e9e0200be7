export const seed: number = 7;

throw new Error('no data in this folder');
