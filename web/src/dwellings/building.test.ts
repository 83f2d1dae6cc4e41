import { describe, expect, it } from 'vitest';
import { floorPlan, floorWord, lookOf, roomWords, starred } from './building';

const room = { dwelling_id: 1, room: '101', residents: 0, registered: 0, use_label: '', flags: [] };

describe('the building view', () => {
  it('draws rooms by who lives there, and other uses apart', () => {
    expect(lookOf(room)).toBe('empty');
    expect(lookOf({ ...room, residents: 2 })).toBe('few');
    expect(lookOf({ ...room, residents: 3, use_label: '住宅' })).toBe('many');
    expect(lookOf({ ...room, residents: 3, use_label: '商铺' })).toBe('other');
  });
  it('tells rooms where people are only registered from empty ones, and stars only who lives there', () => {
    const away = { ...room, registered: 2, flags: ['户在人不在'] };
    expect([lookOf(away), roomWords(away), starred(away)]).toEqual(['away', '户籍 2', []]);
    expect(roomWords(room)).toBe('无人');
    expect(starred({ ...room, residents: 1, flags: ['有高龄老人'] })).toEqual(['有高龄老人']);
  });
  it('puts the top floor first and leaves room for the widest one', () => {
    const plan = floorPlan({
      name: '1单元',
      floors: [
        { floor: -1, rooms: [] },
        { floor: 2, rooms: [room, room, room] },
        { floor: 1, rooms: [room] },
      ],
    });
    expect(plan.floors.map((floor) => floor.floor)).toEqual([2, 1, -1]);
    expect(plan.width).toBe(3);
    expect([3, 0, -1].map(floorWord)).toEqual(['3层', '未知', '地下1']);
  });
});
