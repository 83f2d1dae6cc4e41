import { onScopeDispose } from 'vue';
import { fetchStamp } from '@/api/sendings';

/** How often a page asks whether something has changed; a submit is seen within two seconds. */
const EVERY_MS = 1500;

/** Reloads a request's page when anything of it has changed, as long as the page is looked at. */
export function useLive(id: number, reload: () => Promise<void>): void {
  const stop = new AbortController();
  let seen: string | null = null;
  let timer = 0;
  async function look(): Promise<void> {
    if (!document.hidden) {
      try {
        const { stamp } = await fetchStamp(id, stop.signal);
        if (seen !== null && stamp !== seen) await reload();
        seen = stamp;
      } catch {
        // A page that cannot be refreshed still shows what it has; the next look may go well.
      }
    }
    if (!stop.signal.aborted) timer = window.setTimeout(() => void look(), EVERY_MS);
  }
  void look();
  onScopeDispose(() => {
    stop.abort();
    window.clearTimeout(timer);
  });
}
