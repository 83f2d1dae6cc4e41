/** Minutes as people say them; nothing was measured before a form was handed in. */
export function minutesWord(minutes: number): string {
  if (minutes <= 0) return '—';
  if (minutes < 1) return '不到 1 分钟';
  return minutes < 120
    ? `${Math.round(minutes)} 分钟`
    : `${(minutes / 60).toFixed(1).replace(/\.0$/, '')} 小时`;
}
export const shareWord = (share: number | null | undefined): string =>
  share == null ? '—' : `${(share * 100).toFixed(1).replace(/\.0$/, '')}%`;
