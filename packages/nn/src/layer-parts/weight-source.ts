import type { Node } from '@thalweg/graph';
import type { Tensor } from '@thalweg/tensor';
import type { Initializer } from '../initializers/initializer.ts';

/**
 * The source of a layer's weights: an initializer of new ones, a node that has them, such as the weights of another layer,
 * or a function that returns this node when the layer is first applied. Layers with one node share, or tie, their
 * weights: the gradients of all uses are added.
 */
export type WeightSource = Node | ((...given: Parameters<Initializer>) => Tensor | Node);
