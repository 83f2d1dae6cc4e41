import { shallowRef } from 'vue';
import { noteOutcome, undoOutcome } from '@/api/places';
import type { PlaceOutcome } from '@/api/types';
import { useAct } from '@/kit/useAct';
import { siteStateWord } from './states';

/** The last thing said of a place, as long as it can be taken back here. */
export interface LastOutcome {
  place: number;
  name: string;
  label: string;
  delivery: number;
}

/** Says with one tap what was found of a place, and takes the last word back. */
export function useOutcome(changed: () => void) {
  const last = shallowRef<LastOutcome | null>(null);
  const { busy, problem, run } = useAct();

  async function note(place: { id: number; name: string }, outcome: PlaceOutcome): Promise<boolean> {
    const done = await run(async () => {
      const { delivery } = await noteOutcome(place.id, outcome);
      const label = siteStateWord(outcome.state);
      last.value = { place: place.id, name: place.name, label, delivery };
    });
    if (done) changed();
    return done;
  }
  async function undo(place: number, delivery: number): Promise<void> {
    const done = await run(() => undoOutcome(place, { delivery }));
    if (!done) return;
    if (last.value?.delivery === delivery) last.value = null;
    changed();
  }

  return { last, busy, problem, note, undo };
}
