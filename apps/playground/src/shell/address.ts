/** A room and its state, as the fragment of an address tells them: `#/descent?on=ravine&step=120`. */
export interface Address {
  /** The room's name; empty for none. */
  readonly room: string;
  /** The room's own keys and values. */
  readonly state: RoomState;
}

/** What a room keeps in the address: plain text by name. */
export type RoomState = Readonly<Record<string, string>>;

/** Reads the fragment of an address. What it cannot read, it leaves out. */
export function parseAddress(fragment: string): Address {
  const [path = '', query = ''] = fragment.replace(/^#?\/?/, '').split(/\?(.*)/s);
  // A plus that somebody typed is one, and no space.
  return { room: path, state: Object.fromEntries(new URLSearchParams(query.replaceAll('+', '%2B'))) };
}

/** Writes the fragment of an address, readable: of what a value may hold, only what would end it is escaped. */
export function formatAddress({ room, state }: Address): string {
  const pairs = Object.entries(state).map(([key, value]) => `${escapeText(key)}=${escapeText(value)}`);
  return pairs.length === 0 ? `#/${room}` : `#/${room}?${pairs.join('&')}`;
}

const escapeText = (text: string): string =>
  encodeURIComponent(text).replaceAll(/%(2C|3A|2F|7E|40)/g, kept => decodeURIComponent(kept));
