import { input, tanh, type Node } from '@thalweg/graph';

// A module that starts something that has no end.
setInterval(() => {}, 1000);

export const predict: Node<readonly ['batch']> = tanh(input('x', ['batch']));
