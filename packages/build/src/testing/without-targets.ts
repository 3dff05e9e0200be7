export const seed = 7;
