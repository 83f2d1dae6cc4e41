/** Ways to write numbers, days and shares so that they read the same on every screen. */

const whole = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 0 });
const upToTwo = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 2 });

export function count(value: number | null | undefined): string {
  return value == null ? '—' : whole.format(value);
}

export function amount(value: number | null | undefined): string {
  return value == null ? '—' : upToTwo.format(value);
}

/** A share 0..1 as a percentage. Never says 100% or 0% unless it is exactly that. */
export function percent(share: number | null | undefined): string {
  if (share == null || Number.isNaN(share)) return '—';
  if (share <= 0) return '0%';
  if (share >= 1) return '100%';
  return `${Math.min(99, Math.max(1, Math.round(share * 100)))}%`;
}

/** "2024-05-01" stays as it is; a time is reduced to its day in local time. */
export function day(value: string | null | undefined): string {
  if (!value) return '—';
  return value.includes('T') ? localParts(value).day : value;
}

export function minute(value: string | null | undefined): string {
  if (!value) return '—';
  if (!value.includes('T')) return value;
  const parts = localParts(value);
  return `${parts.day} ${parts.time}`;
}

function localParts(value: string): { day: string; time: string } {
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) return { day: value, time: '' };
  return { day: isoDay(at), time: `${two(at.getHours())}:${two(at.getMinutes())}` };
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** The local calendar day of a moment, as "YYYY-MM-DD". */
export function isoDay(at: Date): string {
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** How urgent a due day is, in words a person would use, seen from `today`. */
export function dueWords(
  due: string | null | undefined,
  today: Date = new Date(),
): { text: string; tone: 'calm' | 'soon' | 'late' } | null {
  if (!due) return null;
  const target = new Date(`${due.slice(0, 10)}T00:00:00`);
  if (Number.isNaN(target.getTime())) return null;
  const start = new Date(today.getFullYear(), today.getMonth(), today.getDate());
  const days = Math.round((target.getTime() - start.getTime()) / 86_400_000);
  if (days < 0) return { text: `已逾期 ${-days} 天`, tone: 'late' };
  if (days === 0) return { text: '今天截止', tone: 'soon' };
  if (days === 1) return { text: '明天截止', tone: 'soon' };
  return { text: `还有 ${days} 天`, tone: days <= 3 ? 'soon' : 'calm' };
}

/** A size in bytes, as file managers say it. */
export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(0)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** 0 → A, 25 → Z, 26 → AA: the column letters that spreadsheets show. */
export function columnLetter(index: number): string {
  let letters = '';
  for (let rest = index; rest >= 0; rest = Math.floor(rest / 26) - 1) {
    letters = String.fromCharCode(65 + (rest % 26)) + letters;
  }
  return letters;
}

/** Puts a space between the parts that say something; templates would swallow a space before a value. */
export function joined(...parts: (string | number | false | null | undefined)[]): string {
  return parts.filter((part) => part !== false && part != null && part !== '').join(' ');
}

/** "女 82 岁", "男 已去世": what tells people with the same name apart. */
export function sexAndAge(person: { sex: string; age?: number | null; deceased: boolean }): string {
  return joined(person.sex, person.age != null && `${person.age} 岁`, person.deceased && '已去世');
}
