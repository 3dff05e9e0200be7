import type { Component } from 'svelte';
import type { RoomState } from './address.ts';

/** What a room's component is given. */
export interface RoomProps {
  /** The room's part of the address that it was opened with. */
  readonly state: RoomState;
  /** Called with the state that would open the room as it is now. */
  readonly onstate: (state: RoomState) => void;
}

/** A room of the playground. Its code is loaded when it is opened. */
export interface Room {
  /** Its name in the address. */
  readonly name: string;
  readonly title: string;
  readonly load: () => Promise<{ readonly default: Component<RoomProps> }>;
}

/** A file that runs in a room, to be shown beside it. */
export interface SourceFile {
  readonly path: string;
  readonly load: () => Promise<{ readonly default: string }>;
}
