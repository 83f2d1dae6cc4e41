const UNITS: Record<string, string> = { person: '人', dwelling: '套', place: '家' };

/** The word for one of whom a rule asks: 人, 套 (房屋) or 家 (单位). */
export const unitOf = (subject: string): string => UNITS[subject] ?? '个';
