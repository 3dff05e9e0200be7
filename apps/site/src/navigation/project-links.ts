import type { DefaultTheme } from 'vitepress';

type Theme = Pick<DefaultTheme.Config, 'socialLinks' | 'editLink'>;

/** Returns the part of the theme that leads to the repository: nothing while the repository has no address. */
export function projectLinks(repository: string | undefined): Theme {
  if (repository === undefined) return {};
  return {
    socialLinks: [{ icon: 'github', link: repository }],
    editLink: { pattern: `${repository}/edit/main/docs/:path`, text: 'Edit this page' },
  };
}
