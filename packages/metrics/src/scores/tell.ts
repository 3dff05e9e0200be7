/** Receives the weights of class 1 and class 0 at a score, or in a bin that begins at a score. */
export type Tell = (ones: number, zeros: number, score: number) => void;

/** Tells the weights of all scores, from the highest score down. */
export type FromTheTop = (tell: Tell) => void;
