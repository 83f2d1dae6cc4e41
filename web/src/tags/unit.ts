const UNITS: Record<string, string> = { person: '人', dwelling: '套', place: '家', household: '户' };

/** The word for one of whom a rule asks: 人, 套 (房屋), 家 (单位) or 户. */
export const unitOf = (subject: string): string => UNITS[subject] ?? '个';
