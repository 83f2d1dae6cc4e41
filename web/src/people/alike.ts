import type { AlikeAsked, AlikePerson } from '@/api/types';
import type { StateWord } from '@/kit/words';

/** The fields of the question as they are typed; an empty one says nothing. */
export type Asked = Required<AlikeAsked>;
export const nothingAsked = (): Asked => ({
  name: '',
  id_number: '',
  birth_date: '',
  sex: '',
  phone: '',
  address: '',
});

/** What was typed, without blanks around it. */
export function askedOf(asked: Asked): Asked {
  const typed = Object.entries(asked).map(([key, text]) => [key, text.trim()]);
  return { ...nothingAsked(), ...Object.fromEntries(typed) };
}

/** Whether it is worth asking: a number, or two things of which each alone is shared by many. */
export function isEnough(asked: Asked): boolean {
  const { name, id_number: number, birth_date: birth, phone, address } = askedOf(asked);
  return number !== '' || [name, birth, phone, address].filter((text) => text !== '').length >= 2;
}

const TONES: Record<string, StateWord['tone']> = { same: 'good', ask: 'warn', maybe: 'calm' };
export const tierWord = (one: Pick<AlikePerson, 'tier' | 'tier_label'>): StateWord => ({
  label: one.tier_label,
  tone: TONES[one.tier] ?? 'calm',
});
