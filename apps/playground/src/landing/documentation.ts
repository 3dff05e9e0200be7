const { VITE_DOCUMENTATION } = import.meta.env as { readonly VITE_DOCUMENTATION?: string };

/** The address of the documentation, relative to the page; undefined where the page is not a part of its site. */
export const documentation: string | undefined = VITE_DOCUMENTATION;
