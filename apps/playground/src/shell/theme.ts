/** The themes that a visitor can choose; `'system'` follows the operating system. */
export const themes = ['system', 'light', 'dark'] as const;

export type Theme = (typeof themes)[number];

const KEY = 'theme';

/** Returns the theme chosen last on this device; the system’s if none is stored or storage is not available. */
export function keptTheme(): Theme {
  try {
    return themes.find(theme => theme === localStorage.getItem(KEY)) ?? 'system';
  } catch {
    return 'system';
  }
}

/** Applies a theme to the page, and stores it if the browser allows that. */
export function showTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // A private window may refuse storage: the theme then lasts as long as the page.
  }
}
