/** Settings of a metric, as plain JSON. */
export type Settings = null | boolean | number | string | readonly Settings[] | { readonly [name: string]: Settings };
