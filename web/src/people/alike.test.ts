import { describe, expect, it } from 'vitest';
import { askedOf, isEnough, nothingAsked, tierWord } from './alike';

describe('登记前查重', () => {
  it('asks with a number, or with two things that many share', () => {
    const asked = (part: object) => ({ ...nothingAsked(), ...part });
    expect(isEnough(asked({}))).toBe(false);
    expect(isEnough(asked({ name: '李秀英', sex: '2' }))).toBe(false);
    expect(isEnough(asked({ name: '李秀英', phone: '  ' }))).toBe(false);
    expect(isEnough(asked({ name: '李秀英', birth_date: '1946-05-15' }))).toBe(true);
    expect(isEnough(asked({ id_number: '370203194605150020' }))).toBe(true);
  });

  it('sends what was typed without blanks around it', () => {
    expect(askedOf({ ...nothingAsked(), name: ' 李秀英 ' }).name).toBe('李秀英');
  });

  it('has a mark of its own for each tier', () => {
    const tones = ['same', 'ask', 'maybe'].map((tier) => tierWord({ tier, tier_label: '词' }).tone);
    expect(new Set(tones).size).toBe(3);
  });
});
