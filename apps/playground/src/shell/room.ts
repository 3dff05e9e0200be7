import type { Component } from 'svelte';
import type { RoomState } from './address.ts';

/** The props of a room’s component. */
export interface RoomProps {
  /** The state in the address that opened the room. */
  readonly state: RoomState;
  /** Called with the state that would open the room as it currently is. */
  readonly onstate: (state: RoomState) => void;
}

/** A room: one page of the playground. Its code is loaded when it is opened. */
export interface Room {
  /** Its name in the address. */
  readonly name: string;
  readonly title: string;
  readonly load: () => Promise<{ readonly default: Component<RoomProps> }>;
}

/** A source file that a room runs and shows. */
export interface SourceFile {
  readonly path: string;
  readonly load: () => Promise<{ readonly default: string }>;
}
