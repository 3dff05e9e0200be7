/** The version of the description of a model in its file. */
export const MODEL_VERSION = 1;
