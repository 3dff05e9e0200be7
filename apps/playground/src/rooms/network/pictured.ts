import type { NetworkControl } from './control.ts';
import type { PictureLayout, Wire } from './picture-layout.ts';

/** The contents of a picture. */
export interface Pictured {
  readonly control: NetworkControl;
  /** The number of the network that the layout and the wires belong to. */
  readonly network: number;
  readonly layout: PictureLayout;
  readonly wires: readonly Wire[];
  /** The positions of the features that the network reads, among all. */
  readonly readFeatures: readonly number[];
  /** The wires that are drawn strongly: those into the chosen unit. */
  readonly isChosen: (wire: Wire) => boolean;
}
