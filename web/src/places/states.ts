/** What somebody may find of a place on the spot: codes of table `site-state`. */
export const SITE_STATES = [
  { code: '1', label: '在营' },
  { code: '2', label: '停业' },
  { code: '3', label: '搬离' },
  { code: '4', label: '查无' },
] as const;

export const siteStateWord = (code: string): string =>
  SITE_STATES.find((state) => state.code === code)?.label ?? code;
