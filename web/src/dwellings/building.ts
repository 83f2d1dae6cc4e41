import type { RoomCell, Unit } from '@/api/types';

export type Look = 'empty' | 'away' | 'few' | 'many' | 'other';

/** How a room is drawn: by who lives there and who is only registered, or as "other" when it is not for living. */
export function lookOf(room: RoomCell): Look {
  if (!isHome(room.use_label)) return 'other';
  if (room.residents === 0) return room.registered > 0 ? 'away' : 'empty';
  return room.residents <= 2 ? 'few' : 'many';
}

/** Dwellings arrive with the word for their use, which is empty when nobody said so. */
function isHome(use: string): boolean {
  return use === '' || /住宅|居住|自住|出租|空置|宿舍/.test(use);
}

/** What is written in a room under its number. */
export function roomWords(room: RoomCell): string {
  switch (lookOf(room)) {
    case 'other':
      return room.use_label;
    case 'away':
      return `户籍 ${room.registered}`;
    case 'empty':
      return '无人';
    default:
      return `${room.residents} 人`;
  }
}

/** Remarks about who lives here; those about an empty room are told by its look already. */
export function starred(room: RoomCell): string[] {
  return room.residents > 0 ? room.flags : [];
}

/** Floors from the top down, and the greatest number of rooms on one of them. */
export function floorPlan(unit: Unit): { floors: Unit['floors']; width: number } {
  const floors = [...unit.floors].sort((one, other) => other.floor - one.floor);
  return { floors, width: Math.max(1, ...floors.map((floor) => floor.rooms.length)) };
}

export function floorWord(floor: number): string {
  if (floor === 0) return '未知';
  return floor < 0 ? `地下${-floor}` : `${floor}层`;
}
