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
  /** One sentence for who has not been there: what there is to see and to try. */
  readonly about: string;
  readonly load: () => Promise<{ readonly default: Component<RoomProps> }>;
  /** Loads the writer of programs; without it, the room cannot be copied as a program. */
  readonly typescript?: () => Promise<ProgramWriter>;
}

/** A module that writes a room’s current state as a program. */
interface ProgramWriter {
  /** Returns a TypeScript program that prints the numbers which the room shows in this state. */
  readonly typescriptOf: (state: RoomState) => string;
}

/** A source file that a room runs and shows. */
export interface SourceFile {
  readonly path: string;
  readonly load: () => Promise<{ readonly default: string }>;
}
